import { MalformedProfile, type Profile } from '../../src/core/profile/profile.ts';

/** The profile, or undefined when it is refused as it should be; every other error goes through. */
export function readOrRefuse(read: () => Profile): Profile | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedProfile) return undefined;
    throw error;
  }
}
