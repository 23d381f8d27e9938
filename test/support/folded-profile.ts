import { readProfile } from '../../src/core/profile/read-profile.ts';
import type { Profile } from '../../src/core/profile/profile.ts';

/** A profile from folded stacks, for tests that want to show their stacks. */
export function foldedProfile(...lines: readonly string[]): Profile {
  return readProfile(new TextEncoder().encode(lines.join('\n')));
}

/** The same with a file per function name: folded text has no place for one. */
export function withFiles(profile: Profile, fileOf: (name: string) => string): Profile {
  return { ...profile, frames: profile.frames.map((frame) => ({ ...frame, file: fileOf(frame.name) })) };
}
