import type { Frame, Profile } from './profile.ts';

/** The same samples without the frames that none of them goes through: those of other profiles that were read with the same pool. */
export function onlyUsedFrames(profile: Profile): Profile {
  const { stacks: read } = profile;
  const place = new Int32Array(profile.frames.length).fill(-1);
  const frames: Frame[] = [];
  for (let at = 0; at < read.length; at++) {
    const frame = read[at]!;
    if (place[frame]! < 0) place[frame] = frames.push(profile.frames[frame]!) - 1;
  }
  if (frames.length === profile.frames.length) return profile;
  const stacks = new Int32Array(read.length);
  for (let at = 0; at < read.length; at++) stacks[at] = place[read[at]!]!;
  return { ...profile, frames, stacks };
}
