import { readFileSync } from 'node:fs';
import { inflateProfile } from '../../src/adapters/compute/inflate.ts';

const FOLDER = new URL('../fixtures/profiles/', import.meta.url);

/** Inflated bytes of a recorded profile. */
export function profileFixture(name: string): Uint8Array {
  return inflateProfile(readFileSync(new URL(name, FOLDER)), 2 ** 26);
}
