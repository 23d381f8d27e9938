import { assumeCounts, type Counts } from './assume-counts.ts';
import { appendInt, createIntColumn, filledInts } from './int-column.ts';
import { pickValues } from './pick-values.ts';
import { PROFILE_TYPES } from './profile-type-id.ts';
import type { Profile, ProfileKind, SampleLabels } from './profile.ts';

/** Which samples are meant; nothing said means all. */
export interface SampleFilter {
  /** Samples of one of these spans, or of one of these traces. */
  readonly spans: readonly string[];
  readonly traces: readonly string[];
  /** Stacks that begin with these functions, root first. */
  readonly callSite: readonly string[];
}

const SPAN_LABELS = ['span_id', 'profile_id'];
const TRACE_LABELS = ['trace_id'];

/**
 * The cost of one kind in whole nanoseconds and nothing else, so that profiles of all formats can be added up: no labels, no
 * samples without cost. The frames stay, whether they are still needed or not. Undefined when the profile does not measure that kind.
 */
export function oneColumn(
  profile: Profile,
  kind: ProfileKind,
  filter: SampleFilter,
  counts?: Counts,
): Profile | undefined {
  const whole = counts === undefined ? profile : assumeCounts(profile, kind, counts);
  const picked = pickValues(whole, kind);
  if (picked === undefined) return undefined;
  const { frames, stackStart, stacks, values, sampleTypes, labels, timeMs } = whole;
  const carries = [carrier(labels, SPAN_LABELS, filter.spans), carrier(labels, TRACE_LABELS, filter.traces)];
  const count = stackStart.length - 1;
  const costs = new Float64Array(count);
  const kept = new Int32Array(count);
  let size = 0;
  for (let sample = 0; sample < count; sample++) {
    const cost = Math.round(values[sample * sampleTypes.length + picked.cost]! * picked.nanosecondsPerUnit);
    if (cost <= 0 || !carries.every((test) => test(sample))) continue;
    if (!passes(stackStart[sample]!, stackStart[sample + 1]!)) continue;
    costs[size] = cost;
    kept[size++] = sample;
  }
  const type = PROFILE_TYPES[kind];
  return {
    format: 'pprof',
    sampleTypes: [{ type: type.sampleType, unit: type.sampleUnit }],
    values: costs.subarray(0, size),
    ...(size === count ? { stackStart, stacks } : stacksOf(whole, kept.subarray(0, size))),
    frames,
    period: type.period,
    periodType: { type: type.periodType, unit: type.periodUnit },
    timeMs,
    durationSeconds: 0,
  };

  function passes(begin: number, end: number): boolean {
    if (end - begin < filter.callSite.length) return false;
    return filter.callSite.every((name, depth) => frames[stacks[begin + depth]!]!.name === name);
  }
}

function stacksOf(profile: Profile, samples: Int32Array): Pick<Profile, 'stackStart' | 'stacks'> {
  const stackStart = new Int32Array(samples.length + 1);
  const stacks = createIntColumn(profile.stacks.length);
  for (const [at, sample] of samples.entries()) {
    const end = profile.stackStart[sample + 1]!;
    for (let frame = profile.stackStart[sample]!; frame < end; frame++) appendInt(stacks, profile.stacks[frame]!);
    stackStart[at + 1] = stacks.length;
  }
  return { stackStart, stacks: filledInts(stacks) };
}

/** Whether a sample carries one of these texts under one of these keys. */
function carrier(
  labels: SampleLabels | undefined,
  keys: readonly string[],
  wanted: readonly string[],
): (sample: number) => boolean {
  if (wanted.length === 0) return () => true;
  if (labels === undefined) return () => false;
  const { start, pairs, texts } = labels;
  const isKey = Uint8Array.from(texts, (text) => Number(keys.includes(text)));
  const asked = new Set(wanted);
  const isText = Uint8Array.from(texts, (text) => Number(asked.has(text)));
  return (sample) => {
    for (let pair = start[sample]!; pair < start[sample + 1]!; pair++)
      if (isKey[pairs[pair * 2]!] === 1 && isText[pairs[pair * 2 + 1]!] === 1) return true;
    return false;
  };
}
