import { MalformedProfile, type Frame, type Profile } from './profile.ts';

/**
 * What `later` has beyond `earlier`: agents of old send profiles that count since the start of the process, each with the one
 * before it. A sample that did not grow is left with zeros; one that shrank was counted anew after a restart and stays as it
 * is. The result lies between the two times where both say theirs. Throws MalformedProfile when they measure different things.
 */
export function subtractProfile(later: Profile, earlier: Profile): Profile {
  const types = typesOf(later);
  if (types !== typesOf(earlier))
    throw new MalformedProfile(later.format, `the profile before it holds ${typesOf(earlier)} and not ${types}`);
  const width = later.sampleTypes.length;
  const frameIds = new Map<string, number>();
  const before = new Map<string, Float64Array>();
  eachSample(earlier, frameIds, (key, sample) => {
    const sums = before.get(key) ?? new Float64Array(width);
    for (let type = 0; type < width; type++) sums[type]! += earlier.values[sample * width + type]!;
    before.set(key, sums);
  });
  const values = later.values.slice();
  eachSample(later, frameIds, (key, sample) => {
    const sums = before.get(key);
    if (sums === undefined) return;
    const own = values.subarray(sample * width, (sample + 1) * width);
    if (own.some((value, type) => value < sums[type]!)) return;
    for (let type = 0; type < width; type++) own[type]! -= sums[type]!;
    before.delete(key);
  });
  return { ...later, ...timesOf(later, earlier), values };
}

function typesOf({ sampleTypes }: Profile): string {
  return sampleTypes.map(({ type, unit }) => `${type}/${unit}`).join(', ');
}

function timesOf(later: Profile, earlier: Profile): Pick<Profile, 'timeMs' | 'durationSeconds'> {
  if (earlier.timeMs === 0 || later.timeMs <= earlier.timeMs) return later;
  return { timeMs: earlier.timeMs, durationSeconds: (later.timeMs - earlier.timeMs) / 1000 };
}

/** Every sample with a key of its stack and labels, equal in both profiles. */
function eachSample(
  { frames, stackStart, stacks, labels }: Profile,
  frameIds: Map<string, number>,
  visit: (key: string, sample: number) => void,
): void {
  const ids = frames.map((frame) => idOf(frame, frameIds));
  for (let sample = 0; sample + 1 < stackStart.length; sample++) {
    const parts: (number | string)[] = [];
    for (let at = stackStart[sample]!; at < stackStart[sample + 1]!; at++) parts.push(ids[stacks[at]!]!);
    for (let pair = labels?.start[sample] ?? 0; pair < (labels?.start[sample + 1] ?? 0); pair++)
      parts.push(
        JSON.stringify([labels!.texts[labels!.pairs[pair * 2]!], labels!.texts[labels!.pairs[pair * 2 + 1]!]]),
      );
    visit(parts.join(), sample);
  }
}

function idOf({ name, file, line, startLine }: Frame, ids: Map<string, number>): number {
  const key = JSON.stringify([name, file, line, startLine]);
  const known = ids.get(key);
  if (known !== undefined) return known;
  ids.set(key, ids.size);
  return ids.size - 1;
}
