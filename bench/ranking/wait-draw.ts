import { buildCallTree, type TreeSource } from '../../src/core/profile/build-call-tree.ts';
import type { CallTree } from '../../src/core/profile/call-tree.ts';
import type { Frame, Profile, ValueType } from '../../src/core/profile/profile.ts';
import type { Random } from './random.ts';
import type { WaitScene, WaitSite } from './wait-sites.ts';

/** How waits are recorded. */
export interface WaitRecording {
  readonly pods: number;
  readonly slices: number;
  /** Whether the profiler counts waits, as Go's and Java's do, or only adds their time. */
  readonly counted: boolean;
  /** Whether requests are known, so that waits are per request. */
  readonly requestsKnown: boolean;
}

/** What is different in the comparison. */
export interface WaitChange {
  /** Times as long, per site. */
  readonly times: ReadonlyMap<WaitSite, number>;
  readonly load: number;
  /** All waits become this many times as long: the host presses. */
  readonly stretch: number;
}

/** Spread of the lognormal factors of each site between windows, pods and slices, and of one wait around its mean. */
const SPREAD = { window: 0.08, pod: 0.15, slice: 0.2, wait: 1.2 } as const;
const WINDOW_SECONDS = 60;
const REQUESTS_PER_SECOND = 100;
/** Above so many waits their sum is normal enough. */
const MANY_WAITS = 200;
const COUNTED: readonly ValueType[] = [
  { type: 'contentions', unit: 'count' },
  { type: 'delay', unit: 'nanoseconds' },
];
const TIMED: readonly ValueType[] = [{ type: 'off-cpu', unit: 'nanoseconds' }];

/** Waits fall by Poisson and last as heavy-tailed durations do. The product's own builder makes the tree and drops idle waits. */
export function recordWaits(scene: WaitScene, change: WaitChange, recording: WaitRecording, random: Random): CallTree {
  const frames = scene.functions.map(({ name, file }): Frame => ({ name, file, line: 0, startLine: 0 }));
  const seconds = WINDOW_SECONDS / recording.slices;
  const sources: TreeSource[] = [];
  for (const side of ['baseline', 'comparison'] as const) {
    const load = side === 'comparison' ? change.load : 1;
    const times = scene.sites.map(
      (site) => timesOf(site, change, side === 'comparison') * random.lognormal(SPREAD.window),
    );
    for (let pod = 0; pod < recording.pods; pod++) {
      const ofPod = times.map((factor) => factor * random.lognormal(SPREAD.pod));
      for (let slice = 0; slice < recording.slices; slice++) {
        const draft = { counts: [] as number[], nanoseconds: [] as number[], stacks: [] as (readonly number[])[] };
        for (const [at, site] of scene.sites.entries()) {
          const factor = ofPod[at]! * random.lognormal(SPREAD.slice);
          // Threads that wait for work wait less when there is more of it.
          const traffic = site.kind === 'idle' ? Math.max(0.2, 2 - load) : load;
          for (const { stack, part } of site.stacks) {
            const waits = random.poisson((site.waited * part * factor * traffic * seconds) / site.seconds);
            if (waits === 0) continue;
            draft.counts.push(waits);
            draft.nanoseconds.push(1e9 * waitedIn(waits, site.seconds, random));
            draft.stacks.push(stack);
          }
        }
        sources.push({
          profile: profileOf(draft, frames, recording.counted),
          kind: recording.counted ? 'block' : 'off-cpu',
          side,
          pod: `${side}-${pod}`,
          seconds,
          ...(recording.requestsKnown && { requests: REQUESTS_PER_SECOND * seconds * load }),
        });
      }
    }
  }
  return buildCallTree(sources, { view: 'own', idle: 'drop' }).tree;
}

function timesOf(site: WaitSite, { times, stretch }: WaitChange, changed: boolean): number {
  if (!changed || site.kind === 'idle') return 1;
  return (times.get(site) ?? 1) * stretch;
}

/** Seconds of so many waits. */
function waitedIn(waits: number, mean: number, random: Random): number {
  if (waits > MANY_WAITS) {
    const spread = Math.sqrt((Math.exp(SPREAD.wait ** 2) - 1) / waits);
    return Math.max(0, waits * mean * (1 + random.normal() * spread));
  }
  let sum = 0;
  for (let wait = 0; wait < waits; wait++) sum += mean * random.lognormal(SPREAD.wait);
  return sum;
}

function profileOf(
  draft: {
    readonly counts: readonly number[];
    readonly nanoseconds: readonly number[];
    readonly stacks: readonly (readonly number[])[];
  },
  frames: readonly Frame[],
  counted: boolean,
): Profile {
  const { counts, nanoseconds, stacks } = draft;
  const stackStart = [0];
  for (const stack of stacks) stackStart.push(stackStart.at(-1)! + stack.length);
  return {
    format: 'drawn',
    sampleTypes: counted ? COUNTED : TIMED,
    values: Float64Array.from(counted ? counts.flatMap((count, at) => [count, nanoseconds[at]!]) : nanoseconds),
    stackStart: Int32Array.from(stackStart),
    stacks: Int32Array.from(stacks.flat()),
    frames,
    period: 0,
    periodType: { type: '', unit: '' },
    timeMs: 0,
    durationSeconds: 0,
  };
}
