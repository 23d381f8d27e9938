import type { Profile } from '../profile.ts';

/** A binary format, known by its first bytes or fields. */
export interface BinaryFormat {
  readonly name: string;
  recognises(bytes: Uint8Array): boolean;
  decode(bytes: Uint8Array): Profile;
}

/** A format of text lines, known by its first kilobytes. */
export interface TextFormat {
  readonly name: string;
  recognises(glance: string): boolean;
  decode(bytes: Uint8Array): Profile;
}

/** A format in JSON, known by the keys of its document. */
export interface JsonFormat {
  readonly name: string;
  recognises(document: unknown): boolean;
  decode(document: unknown): Profile;
}
