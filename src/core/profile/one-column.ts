import { assumeCounts, type Counts } from './assume-counts.ts';
import { appendInt, createIntColumn, filledInts } from './int-column.ts';
import { onlyUsedFrames } from './used-frames.ts';
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
 * samples without cost. Undefined when the profile does not measure that kind.
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
  const costs: number[] = [];
  const start = createIntColumn(stackStart.length);
  const kept = createIntColumn(stacks.length);
  appendInt(start, 0);
  for (let sample = 0; sample + 1 < stackStart.length; sample++) {
    const cost = Math.round(values[sample * sampleTypes.length + picked.cost]! * picked.nanosecondsPerUnit);
    const [begin, end] = [stackStart[sample]!, stackStart[sample + 1]!];
    if (cost <= 0 || !carries.every((test) => test(sample)) || !passes(begin, end)) continue;
    costs.push(cost);
    for (let at = begin; at < end; at++) appendInt(kept, stacks[at]!);
    appendInt(start, kept.length);
  }
  const type = PROFILE_TYPES[kind];
  return onlyUsedFrames({
    format: 'pprof',
    sampleTypes: [{ type: type.sampleType, unit: type.sampleUnit }],
    values: Float64Array.from(costs),
    stackStart: filledInts(start),
    stacks: filledInts(kept),
    frames,
    period: type.period,
    periodType: { type: type.periodType, unit: type.periodUnit },
    timeMs,
    durationSeconds: 0,
  });

  function passes(begin: number, end: number): boolean {
    if (end - begin < filter.callSite.length) return false;
    return filter.callSite.every((name, depth) => frames[stacks[begin + depth]!]!.name === name);
  }
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
