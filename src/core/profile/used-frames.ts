import type { Frame, Profile } from './profile.ts';

/** The same samples without the frames that none of them goes through: those of other profiles that were read with the same pool. */
export function onlyUsedFrames(profile: Profile): Profile {
  const place = new Int32Array(profile.frames.length).fill(-1);
  const frames: Frame[] = [];
  const stacks = profile.stacks.map((frame) => {
    if (place[frame]! < 0) place[frame] = frames.push(profile.frames[frame]!) - 1;
    return place[frame]!;
  });
  return { ...profile, frames, stacks };
}
