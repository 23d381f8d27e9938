import type { Side } from '../profile/call-tree.ts';
import { canonicalName } from '../profile/canonical-name.ts';
import type { TreeSource } from '../profile/grow-tree.ts';
import { pickValues } from '../profile/pick-values.ts';
import type { Frame } from '../profile/profile.ts';
import type { HotLine, Mover, Neighbour } from './analysis.ts';

/** Kept of each function, dearest first. */
const MOST_LINES = 8;

/** What canonicalName may take out of a name; all other names are canonical, and most are. */
const DECORATED =
  /[[(<~*^+@$\s:|!]|0x|\/v\d|\.(?:isra|part|cold|constprop|llvm|lto_priv|localalias|abi0)|__|-fm$|17h|\.[cm]?js|\.css|\.so|gopkg|^Container|[Pp]roxy|Generated|lambda_method|-\d+\/\d+$/;

type Named = Pick<Mover | Neighbour, 'function' | 'file'>;
type Lines = Record<Side, Map<number, number>>;

/** Movers, and what stands around them, with the lines on which their cost was sampled: for blame, which reads lines. */
export function withHotLines(
  movers: readonly Mover[],
  sourcesOf: (profile: Mover['profile']) => readonly TreeSource[],
): readonly Mover[] {
  const told = (['cpu', 'off-cpu'] as const).map((profile) => {
    const wanted = movers.filter((mover) => mover.profile === profile && mover.around !== undefined);
    return [
      profile,
      measureLines(
        sourcesOf(profile),
        wanted.flatMap((mover) => [mover, ...(mover.around ?? [])]),
      ),
    ] as const;
  });
  const linesOf = new Map(told);
  return movers.map((mover) => {
    if (mover.around === undefined) return mover;
    const found = linesOf.get(mover.profile)!;
    return { ...withLines(mover, found), around: mover.around.map((one) => (one.own ? withLines(one, found) : one)) };
  });
}

function withLines<T extends Named>(
  named: T,
  found: ReadonlyMap<string, Lines>,
): T & { readonly lines?: readonly HotLine[] } {
  const lines = found.get(keyOf(named));
  if (lines === undefined) return named;
  const hot = (['baseline', 'comparison'] as const).flatMap((side) =>
    [...lines[side]]
      .map(([line, rate]): HotLine => ({ side, line, rate }))
      .toSorted((a, b) => b.rate - a.rate || a.line - b.line)
      .slice(0, MOST_LINES),
  );
  return hot.length === 0 ? named : { ...named, lines: hot };
}

/** Cost on each line of these functions, callees included, as a rate of one instance. */
function measureLines(sources: readonly TreeSource[], wanted: readonly Named[]): ReadonlyMap<string, Lines> {
  const keys = new Set(wanted.map(keyOf));
  const files = new Set(wanted.map(({ file }) => lastPart(file)));
  const found = new Map<string, Lines>();
  const seconds = { baseline: 0, comparison: 0 };
  for (const source of sources) seconds[source.side] += source.seconds;
  const slots = new Map<readonly Frame[], Slots>();
  for (const source of sources) {
    const { frames } = source.profile;
    let known = slots.get(frames);
    if (known === undefined) slots.set(frames, (known = slotsOf(frames, keys, files)));
    addSource(source, known, seconds[source.side], found);
  }
  return found;
}

interface Slots {
  /** Place of each frame among `places`, −1 for frames of other functions. */
  readonly ofFrame: Int32Array;
  readonly places: readonly { readonly key: string; readonly line: number }[];
}

function slotsOf(frames: readonly Frame[], keys: ReadonlySet<string>, files: ReadonlySet<string>): Slots {
  const places: { key: string; line: number }[] = [];
  const ofFrame = new Int32Array(frames.length).fill(-1);
  frames.forEach(({ name, file, line }, at) => {
    if (line === 0 || !files.has(lastPart(file))) return;
    const key = isDecorated(name) ? keyOf({ function: name, file }) : `${name}\0${lastPart(file)}`;
    if (keys.has(key)) ofFrame[at] = places.push({ key, line }) - 1;
  });
  return { ofFrame, places };
}

function addSource(
  { profile, kind, side }: TreeSource,
  { ofFrame, places }: Slots,
  seconds: number,
  found: Map<string, Lines>,
) {
  const picked = pickValues(profile, kind);
  if (picked === undefined || places.length === 0 || seconds <= 0) return;
  const { stackStart, stacks, values, sampleTypes } = profile;
  const costs = new Float64Array(places.length);
  const seen = new Int32Array(places.length).fill(-1);
  for (let sample = 0; sample < stackStart.length - 1; sample++) {
    const cost = values[sample * sampleTypes.length + picked.cost]!;
    if (cost === 0) continue;
    for (let at = stackStart[sample]!; at < stackStart[sample + 1]!; at++) {
      const place = ofFrame[stacks[at]!]!;
      // A line that is several times on one stack costs once.
      if (place < 0 || seen[place] === sample) continue;
      seen[place] = sample;
      costs[place]! += cost;
    }
  }
  places.forEach(({ key, line }, place) => {
    if (costs[place] === 0) return;
    let lines = found.get(key);
    if (lines === undefined) found.set(key, (lines = { baseline: new Map(), comparison: new Map() }));
    const rate = (costs[place]! * picked.nanosecondsPerUnit) / 1e9 / seconds;
    lines[side].set(line, (lines[side].get(line) ?? 0) + rate);
  });
}

function keyOf({ function: name, file }: Named): string {
  return `${canonicalName(name)}\0${lastPart(file)}`;
}

/** False only for names that canonicalName leaves as they are. */
export function isDecorated(name: string): boolean {
  return DECORATED.test(name);
}

function lastPart(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}
