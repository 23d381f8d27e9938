import type { Random } from './random.ts';
import type { WaitChange } from './wait-draw.ts';
import type { WaitKind, WaitScene, WaitSite } from './wait-sites.ts';

/** What changed, and whom it is right to name. */
export interface WaitTruth {
  readonly change: WaitChange;
  /** The site that is the cause; absent where nothing is to be blamed. */
  readonly cause?: WaitSite;
}

/** A change by `effect`, a share of all waiting that is not idle. */
type Scenario = (scene: WaitScene, effect: number, random: Random) => WaitTruth;

const LOAD = 1.5;
const STRETCH = 1.6;

/** Something to blame. An awaiting caller mirrors a wait: the cause, in another thread's stack, and callers grow together. */
export const WAIT_GUILTY: Readonly<Record<string, Scenario>> = {
  lock: (scene, effect, random) => grown(scene, effect, pick(scene, 'lock', random)),
  'I/O': (scene, effect, random) => grown(scene, effect, pick(scene, 'io', random)),
  pool: (scene, effect, random) => grown(scene, effect, pick(scene, 'pool', random)),
  'lock, load': (scene, effect, random) => grown(scene, effect, pick(scene, 'lock', random), { load: LOAD }),
  'I/O, load': (scene, effect, random) => grown(scene, effect, pick(scene, 'io', random), { load: LOAD }),
  'awaited lock': (scene, effect, random) =>
    grown(scene, effect, pick(scene, 'lock', random), { mirrors: [[pick(scene, 'await', random), 1]] }),
  'awaited I/O': (scene, effect, random) =>
    grown(scene, effect, pick(scene, 'io', random), { mirrors: [[pick(scene, 'await', random), 1]] }),
  // Parallel parts: the caller waits for the slowest of them only.
  'awaited, fan-out': (scene, effect, random) =>
    grown(scene, effect, pick(scene, pickKind(random), random), { mirrors: [[pick(scene, 'await', random), 0.5]] }),
  // A caller of a caller, or two requests that share one answer.
  'awaited twice': (scene, effect, random) => {
    const [first, second] = two(scene, 'await', random);
    return grown(scene, effect, pick(scene, pickKind(random), random), {
      mirrors: [
        [first, 1],
        [second, 1],
      ],
    });
  },
  'awaited pool': (scene, effect, random) =>
    grown(scene, effect, pick(scene, 'pool', random), { mirrors: [[pick(scene, 'await', random), 1]] }),
  // What is awaited is not in the profile: another process, a timer. Then the awaiting function is all there is to say.
  'await alone': (scene, effect, random) => grown(scene, effect, pick(scene, 'await', random)),
};

/** Nothing to blame. */
export const WAIT_INNOCENT: Readonly<Record<string, Scenario>> = {
  'A/A': () => ({ change: { times: new Map(), load: 1, stretch: 1 } }),
  'load only': () => ({ change: { times: new Map(), load: LOAD, stretch: 1 } }),
  'slow host': () => ({ change: { times: new Map(), load: 1, stretch: STRETCH } }),
};

function grown(
  scene: WaitScene,
  effect: number,
  cause: WaitSite,
  more: { readonly load?: number; readonly mirrors?: readonly (readonly [site: WaitSite, part: number])[] } = {},
): WaitTruth {
  const all = scene.sites.reduce((sum, { kind, waited }) => sum + (kind === 'idle' ? 0 : waited), 0);
  const times = new Map<WaitSite, number>();
  for (const [site, part] of [[cause, 1] as const, ...(more.mirrors ?? [])]) {
    times.set(site, 1 + (part * effect * all) / site.waited);
  }
  return { cause, change: { times, load: more.load ?? 1, stretch: 1 } };
}

function pick({ sites }: WaitScene, kind: WaitKind, random: Random): WaitSite {
  return random.pick(sites.filter((site) => site.kind === kind));
}

function two({ sites }: WaitScene, kind: WaitKind, random: Random): [WaitSite, WaitSite] {
  const fitting = sites.filter((site) => site.kind === kind);
  const first = random.below(fitting.length);
  return [fitting[first]!, fitting[(first + 1 + random.below(fitting.length - 1)) % fitting.length]!];
}

function pickKind(random: Random): WaitKind {
  return random.uniform() < 0.5 ? 'lock' : 'io';
}
