import { addFunction, extract, graft, grow, lifted, renamed, split, withoutFrames } from './plant.ts';
import { candidatesOf } from './candidates.ts';
import { supportOf } from '../../src/core/ranking/support.ts';
import type { Candidates } from './candidates.ts';
import type { Plant } from './plant.ts';
import type { Random } from './random.ts';

/** What is right to say about a planted change, as function numbers of the plant. */
export interface Truth {
  /** Any of these first; none where nothing is to be blamed. */
  readonly accepted: readonly number[];
  /** A second change, as right to name as the first. */
  readonly also: readonly number[];
  /** Traffic of the comparison. */
  readonly load: number;
}

/** Plants one change of `effect` (a share of all cost); undefined where the base has no place for it. */
type Scenario = (soil: Soil, effect: number) => Truth | undefined;

interface Soil {
  readonly plant: Plant;
  readonly random: Random;
  readonly candidates: Candidates;
}

const NOBODY: Truth = { accepted: [], also: [], load: 1 };
const LOADS = [0.6, 1.5, 2, 3];
/** What moves is this much larger than what grows. */
const MOVED = 1.5;
const NOTHING: ReadonlySet<number> = new Set();

/** Something to blame. */
export const GUILTY: Readonly<Record<string, Scenario>> = {
  self: (soil, effect) => blame(growSelf(soil, effect)),
  helper: (soil, effect) => blame(growHelper(soil, effect)),
  'call site': (soil, effect) => growCall(soil, effect),
  'new function': (soil, effect) => blame(growNew(soil, effect, 0)),
  'new chain': (soil, effect) => blame(growNew(soil, effect, 3)),
  '+ moved code': (soil, effect) => alongside(soil, effect, (grown) => moveCode(soil, MOVED * effect, grown)),
  '+ load': (soil, effect) => {
    const id = growEither(soil, effect);
    return id === undefined ? undefined : { ...NOBODY, accepted: [id], load: soil.random.pick(LOADS) };
  },
  two: (soil, effect) => {
    const first = growSelf(soil, effect);
    const second = growHelper(soil, 0.6 * effect);
    return first === undefined || second === undefined ? undefined : { ...NOBODY, accepted: [first], also: [second] };
  },
  '+ renamed': (soil, effect) => alongside(soil, effect, (grown) => rename(soil, MOVED * effect, grown)),
  '+ split': (soil, effect) => alongside(soil, effect, (grown) => splitInTwo(soil, MOVED * effect, grown)),
  '+ inlined': (soil, effect) => alongside(soil, effect, (grown) => inline(soil, grown)),
  'renamed, dearer': (soil, effect) => blame(renameDearer(soil, effect)),
};

/** Nothing to blame. */
export const INNOCENT: Readonly<Record<string, Scenario>> = {
  'A/A': () => NOBODY,
  'load only': ({ random }) => ({ ...NOBODY, load: random.pick(LOADS) }),
  'moved only': (soil, effect) => (moveCode(soil, MOVED * effect, NOTHING) ? NOBODY : undefined),
  'renamed only': (soil, effect) => (rename(soil, MOVED * effect, NOTHING) ? NOBODY : undefined),
  'split only': (soil, effect) => (splitInTwo(soil, MOVED * effect, NOTHING) ? NOBODY : undefined),
  'inlined only': (soil) => (inline(soil, NOTHING) ? NOBODY : undefined),
};

export function plantScenario(kind: string, plant: Plant, effect: number, random: Random): Truth | undefined {
  const candidates = candidatesOf(plant.base);
  const truth = (GUILTY[kind] ?? INNOCENT[kind]!)({ plant, random, candidates }, effect);
  const withOwners = (ids: readonly number[]): number[] => [
    ...ids,
    ...ids.flatMap((id) => candidates.owner.get(id) ?? []),
  ];
  return truth && { ...truth, accepted: withOwners(truth.accepted), also: withOwners(truth.also) };
}

function blame(id: number | undefined): Truth | undefined {
  return id === undefined ? undefined : { ...NOBODY, accepted: [id] };
}

/** Something else changes place beside the growth: never what grew, nor what it is named through. */
function alongside(soil: Soil, effect: number, move: (grown: ReadonlySet<number>) => boolean): Truth | undefined {
  const id = growEither(soil, effect);
  return id !== undefined && move(new Set([id, ...callersOf(soil.plant, id)])) ? blame(id) : undefined;
}

function callersOf({ base }: Plant, callee: number): number[] {
  const { functionOf, callerOf } = base.index.families.edge;
  return Array.from(callerOf).filter((_, at) => functionOf[at] === callee);
}

/** One time in two any candidate, one time in two in proportion to its cost: hot functions change more often. */
function choose(random: Random, candidates: readonly number[], costOf: ArrayLike<number>): number | undefined {
  if (candidates.length === 0) return undefined;
  return random.uniform() < 0.5 ? random.pick(candidates) : random.weighed(candidates, (id) => costOf[id]!);
}

function growSelf({ plant, random, candidates }: Soil, effect: number): number | undefined {
  const id = choose(random, candidates.selfs, plant.base.selfOf);
  if (id !== undefined) grow(plant, { kind: 'self', id }, effect);
  return id;
}

function growHelper({ plant, random, candidates }: Soil, effect: number): number | undefined {
  const id = choose(random, candidates.helpers, plant.base.totalOf);
  if (id !== undefined) grow(plant, { kind: 'total', id }, effect);
  return id;
}

function growEither(soil: Soil, effect: number): number | undefined {
  return soil.random.uniform() < 0.5 ? growHelper(soil, effect) : growSelf(soil, effect);
}

function growCall({ plant, random, candidates }: Soil, effect: number): Truth | undefined {
  const { edge } = plant.base.index.families;
  const id = choose(random, candidates.calls, plant.base.edgeShare);
  if (id === undefined) return undefined;
  grow(plant, { kind: 'edge', id }, effect);
  return { ...NOBODY, accepted: [edge.callerOf[id]!, edge.functionOf[id]!] };
}

/** A new function that works itself, or one that only calls into a new library, several calls deep. */
function growNew({ plant, random, candidates }: Soil, effect: number, libraryCalls: number): number | undefined {
  const { base } = plant;
  if (candidates.hosts.length === 0 || candidates.donors.length === 0) return undefined;
  const host = random.pick(candidates.hosts);
  const added = addFunction(plant, ...nameLike(plant, host, 'applyDiscounts'));
  const library = Array.from({ length: libraryCalls }, (_, level) =>
    addFunction(plant, `Decoder.step${level}`, `node_modules/decoder/step-${level}.js`),
  );
  const hosts = Array.from(supportOf(base.index, { kind: 'total', id: host }).starts)
    .sort((a, b) => base.inclusive[b]! - base.inclusive[a]!)
    .slice(0, 30);
  const donor = random.pick(candidates.donors);
  graft(plant, [added, ...library], { hosts, donor }, effect, libraryCalls > 0 ? 0 : 0.1);
  return added;
}

/** A name in the style and file of another function, so that the product sees the same code's owner. */
function nameLike({ functions }: Plant, id: number, word: string): [name: string, file: string] {
  const { name, file } = functions[id]!;
  const qualifier = /^(.*(?:[./]|::))[^./:]+$/.exec(name)?.[1] ?? '';
  return [`${qualifier}${word}`, file];
}

/** Own self into a new function, or a call one level up. */
function moveCode(soil: Soil, size: number, avoid: ReadonlySet<number>): boolean {
  const { plant, random, candidates } = soil;
  const { base } = plant;
  const { callerOf, functionOf } = base.index.families.edge;
  if (random.uniform() < 0.5) {
    const id = aboutThisSize(soil, without(candidates.any, avoid), base.selfOf, size);
    if (id === undefined) return false;
    extract(plant, id, addFunction(plant, ...nameLike(plant, id, 'extracted')), 0.8);
    return true;
  }
  const calls = candidates.liftable.filter((at) => !avoid.has(callerOf[at]!) && !avoid.has(functionOf[at]!));
  const call = aboutThisSize(soil, calls, base.edgeShare, size);
  if (call === undefined) return false;
  plant.rewrites.push(lifted(callerOf[call]!, functionOf[call]!));
  return true;
}

function rename(soil: Soil, size: number, avoid: ReadonlySet<number>): boolean {
  const { plant, candidates } = soil;
  const id = aboutThisSize(soil, without(candidates.any, avoid), plant.base.totalOf, size);
  if (id !== undefined) renameTo(plant, id);
  return id !== undefined;
}

/** Half as dear again to three times as dear. */
function renameDearer({ plant, random, candidates }: Soil, effect: number): number | undefined {
  const { totalOf } = plant.base;
  const fitting = candidates.clear.filter((id) => totalOf[id]! > effect / 2 && totalOf[id]! < 2 * effect);
  if (fitting.length === 0) return undefined;
  const id = random.pick(fitting);
  grow(plant, { kind: 'total', id }, effect);
  return renameTo(plant, id);
}

function renameTo(plant: Plant, id: number): number {
  const to = addFunction(plant, ...nameLike(plant, id, 'renamed'));
  plant.rewrites.push(renamed(id, to));
  return to;
}

function splitInTwo(soil: Soil, size: number, avoid: ReadonlySet<number>): boolean {
  const { plant, candidates } = soil;
  const id = aboutThisSize(soil, without(candidates.any, avoid), plant.base.totalOf, size);
  if (id === undefined) return false;
  const halves = ['prepare', 'finish'].map((word) => addFunction(plant, ...nameLike(plant, id, word)));
  plant.rewrites.push(split(id, [halves[0]!, halves[1]!]));
  return true;
}

/** One or two functions of the middle vanish into their callers. */
function inline({ plant, random, candidates }: Soil, avoid: ReadonlySet<number>): boolean {
  const middles = without(candidates.middles, avoid);
  if (middles.length === 0) return false;
  const count = random.uniform() < 0.5 ? 1 : 2;
  plant.rewrites.push(withoutFrames(new Set(Array.from({ length: count }, () => random.pick(middles)))));
  return true;
}

function without(candidates: readonly number[], avoid: ReadonlySet<number>): number[] {
  return candidates.filter((id) => !avoid.has(id));
}

/** Between half and four times the size. */
function aboutThisSize(
  { random }: Soil,
  candidates: readonly number[],
  costOf: ArrayLike<number>,
  size: number,
): number | undefined {
  const fitting = candidates.filter((id) => costOf[id]! > size / 2 && costOf[id]! < 4 * size);
  return fitting.length === 0 ? undefined : random.pick(fitting);
}
