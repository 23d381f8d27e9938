import { readFileSync } from 'node:fs';
import { inflateProfile } from '../../src/adapters/compute/inflate.ts';

export interface Seeds {
  /** At most a few kilobytes each. */
  readonly small: readonly Uint8Array[];
  /** Whole recordings, used now and then. */
  readonly large: readonly Uint8Array[];
}

const FOLDER = new URL('../../test/fixtures/profiles/', import.meta.url);

/** A whole recording of the tests, inflated. */
export function recorded(name: string): Uint8Array {
  return inflateProfile(new Uint8Array(readFileSync(new URL(name, FOLDER))), 2 ** 26);
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
