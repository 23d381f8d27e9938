import { supportOf } from '../../src/core/ranking/support.ts';
import type { Base } from './bases.ts';
import type { Dialect } from './wait-dialects.ts';
import type { FunctionPlace } from './plant.ts';
import type { Random } from './random.ts';

export type WaitKind = 'io' | 'lock' | 'pool' | 'await' | 'idle';

/** One wait of the service: what is waited for, in all the stacks that wait for it. */
export interface WaitSite {
  readonly kind: WaitKind;
  /** Stacks (function numbers, root first) with their part of the wait. */
  readonly stacks: readonly { readonly stack: readonly number[]; readonly part: number }[];
  /** Seconds waited per second of one pod. */
  readonly waited: number;
  /** Mean of one wait. */
  readonly seconds: number;
  /** The service's function that waits. */
  readonly waiter: number;
}

/** A service's waits in the words of one language. */
export interface WaitScene {
  readonly functions: readonly FunctionPlace[];
  readonly sites: readonly WaitSite[];
}

const IO_SITES = 14;
const LOCK_SITES = 6;
const AWAIT_SITES = 4;
const IDLE_SITES = 4;
/** A service waits about one second per second in all, a few waits much more than others. */
const USUAL_WAIT = 1 / IO_SITES;
/** Idle threads wait three times as long as all others together. */
const IDLE_WAIT = 3 / IDLE_SITES;
const JOB_SHARE = 0.4;

/**
 * Waits at random places of a real call structure, every function of it renamed as the language would: I/O at the calls of
 * clients, locks and pools taken by a function of their own that is called from several others, callers that await, idle threads.
 */
export function sceneOf(base: Base, dialect: Dialect, random: Random): WaitScene {
  const functions: FunctionPlace[] = [];
  const numbers = new Map<string, number>();
  const number = (place: FunctionPlace): number => {
    const key = `${place.name}\0${place.file}`;
    const known = numbers.get(key) ?? functions.push(place) - 1;
    numbers.set(key, known);
    return known;
  };
  const hosts = hostsOf(base);
  const site = (kind: WaitKind, callers: number, below: (variant: number) => readonly FunctionPlace[], at: number) => {
    const asJob = (kind === 'io' || kind === 'lock') && random.uniform() < JOB_SHARE;
    const leaf = below(at).map(number);
    const nodes = Array.from({ length: callers }, () => contextsOf(base, random.pick(hosts), random)).flat();
    const all = nodes.reduce((sum, node) => sum + base.inclusive[node]!, 0);
    const stacks = nodes.map((node) => {
      const path = pathTo(base, node).map((id) => number(dialect.own(id)));
      const entry = (asJob ? dialect.job : dialect.request).map(number);
      return { stack: [...entry, ...(asJob ? path.slice(-3) : path), ...leaf], part: base.inclusive[node]! / all };
    });
    return { kind, stacks, waited: random.lognormal(1) * USUAL_WAIT, waiter: -1 };
  };
  const variantOf =
    (ways: readonly (readonly FunctionPlace[])[]) =>
    (at: number): readonly FunctionPlace[] =>
      ways[at % ways.length]!;
  const io = Array.from({ length: IO_SITES }, (_, at) => {
    const drawn = site('io', 1, variantOf(dialect.io), at);
    return {
      ...drawn,
      waiter: waiterOf(drawn, dialect.io[at % dialect.io.length]!.length),
      seconds: 0.003 + 0.01 * random.uniform(),
    };
  });
  const guarded = (kind: 'lock' | 'pool', at: number) => {
    const ways = kind === 'lock' ? dialect.lock[at % dialect.lock.length]! : dialect.pool;
    const drawn = site(kind, 2 + random.below(4), () => [dialect.acquire(at), ...ways], at);
    return { ...drawn, waiter: number(dialect.acquire(at)), seconds: 0.0003 + 0.002 * random.uniform() };
  };
  const locks = Array.from({ length: LOCK_SITES }, (_, at) => guarded('lock', at));
  const awaits = Array.from({ length: AWAIT_SITES }, (_, at) => {
    const drawn = site('await', 1, variantOf(dialect.await), at);
    return { ...drawn, waiter: waiterOf(drawn, dialect.await[at % dialect.await.length]!.length), seconds: 0.004 };
  });
  const idle = Array.from({ length: IDLE_SITES }, (_, at): WaitSite => ({
    kind: 'idle',
    stacks: [{ stack: variantOf(dialect.idle)(at).map(number), part: 1 }],
    waited: IDLE_WAIT * random.lognormal(0.5),
    seconds: 0.05,
    waiter: -1,
  }));
  return { functions, sites: [...io, ...locks, guarded('pool', LOCK_SITES), ...awaits, ...idle] };
}

/** The frame above the leaf frames. */
function waiterOf({ stacks }: Pick<WaitSite, 'stacks'>, leafFrames: number): number {
  return stacks[0]!.stack.at(-1 - leafFrames)!;
}

function hostsOf({ index, totalOf }: Base): number[] {
  const level = new Int32Array(index.functions.length).fill(index.size);
  for (let node = 1; node < index.size; node++) {
    const id = index.functionId[node]!;
    level[id] = Math.min(level[id]!, index.depth[node]!);
  }
  return Array.from(index.functions.keys()).filter(
    (id) => level[id]! >= 3 && totalOf[id]! > 0.001 && totalOf[id]! < 0.3 && !index.functions[id]!.name.startsWith('('),
  );
}

/** Up to eight of the function's costliest occurrences. */
function contextsOf({ index, inclusive }: Base, id: number, random: Random): number[] {
  return Array.from(supportOf(index, { kind: 'total', id }).starts)
    .sort((a, b) => inclusive[b]! - inclusive[a]!)
    .slice(0, 1 + random.below(8));
}

function pathTo({ index }: Base, leaf: number): number[] {
  const path: number[] = [];
  for (let node = leaf; node > 0; node = index.parent[node]!) path.push(index.functionId[node]!);
  return path.reverse();
}
