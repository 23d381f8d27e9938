/**
 * Sums as Datadog's pages draw them: a tree of `[frame, value, gini, children]`, frames as numbers into a list of strings. The names of
 * the parts come along, so that they are read by name.
 */
import { z } from 'zod';
import type { Frame, Profile } from '../../../core/profile/profile.ts';

const MOST_NODES = 500_000;
/** Of all stacks together. */
const MOST_FRAMES = 20_000_000;
/** How far the total may be from what the answer says itself. */
const TOLERANCE = 0.01;
/** What a frame without any name is called; the root of a tree often has none. */
const NAMELESS = '(unknown)';
const ROOT = /^(?:root|all|total|\(unknown\))?$/i;

const Numbers = z.record(z.string(), z.number()).catch({});
const FlameGraph = z.object({
  flameGraph: z.array(z.unknown()),
  nodeSchema: z.array(z.string()).default(['frame', 'value', 'gini', 'children']),
  frameSchema: z.array(z.string()).default([]),
  frames: z.array(z.array(z.number())),
  strings: z.array(z.string()),
  numberOfProfiles: z.number().optional().catch(undefined),
  totalProfilesCount: z.number().optional().catch(undefined),
  summaryValues: Numbers.optional(),
});
type FlameGraph = z.infer<typeof FlameGraph>;

export type Samples = Pick<Profile, 'values' | 'stackStart' | 'stacks' | 'frames'>;

export type Summed =
  | {
      readonly kind: 'sum';
      readonly profile: Samples;
      /** Of how many profiles it is made, and how many there are. */
      readonly added: number | undefined;
      readonly all: number | undefined;
    }
  | { readonly kind: 'unreadable'; readonly why: string };

/** `type` is what was asked for, such as cpu-time. Values of no samples are a sum too: an empty one. */
export function readFlameGraph(answer: unknown, type: string): Summed {
  const parsed = FlameGraph.safeParse(answer);
  if (!parsed.success) return unreadable('it has no flame graph of a known form');
  const graph = parsed.data;
  const { numberOfProfiles: added, totalProfilesCount: all } = graph;
  if (graph.frames.length > 0 && !graph.frameSchema.includes('function'))
    return unreadable('its frames do not say their function');
  const nodes = flatten(graph);
  if (typeof nodes === 'string') return unreadable(nodes);
  const selfs = selfsOf(nodes, graph.summaryValues?.[type]);
  if (selfs === undefined) return unreadable('its values add up to neither its total nor their own');
  const frames = graph.frames.map((frame) => frameOf(frame, graph));
  const stacks = stacksOf(nodes, selfs, frames);
  return stacks === undefined
    ? unreadable('it is larger than is read')
    : { kind: 'sum', profile: { ...stacks, frames }, added, all };
}

/** In the order in which a parent comes before its children. */
interface Nodes {
  readonly frame: readonly number[];
  readonly value: readonly number[];
  /** −1 for the root. */
  readonly parent: readonly number[];
}

/** Without recursion: trees are deeper than a stack. A sentence on what is wrong with it. */
function flatten({ flameGraph, nodeSchema, frames }: FlameGraph): Nodes | string {
  const [frameAt, valueAt, childrenAt] = ['frame', 'value', 'children'].map((part) => nodeSchema.indexOf(part));
  if (frameAt! < 0 || valueAt! < 0 || childrenAt! < 0) return 'its nodes do not say their parts';
  const nodes = { frame: [] as number[], value: [] as number[], parent: [] as number[] };
  if (flameGraph.length === 0) return nodes;
  const waiting: { readonly node: unknown; readonly parent: number }[] = [{ node: flameGraph, parent: -1 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, parent } = next;
    if (!Array.isArray(node)) return 'a node is none';
    const parts: readonly unknown[] = node;
    const [frame, value, children] = [parts[frameAt!], parts[valueAt!] ?? 0, parts[childrenAt!] ?? []];
    if (typeof frame !== 'number' || typeof value !== 'number' || !(value >= 0) || !Array.isArray(children))
      return 'a node is none';
    if (parent >= 0 && frames[frame] === undefined) return 'a node is of no frame';
    if (nodes.frame.length >= MOST_NODES) return `it has more than ${MOST_NODES} nodes`;
    const place = nodes.frame.push(frame) - 1;
    nodes.value.push(value);
    nodes.parent.push(parent);
    for (const child of children as readonly unknown[]) waiting.push({ node: child, parent: place });
  }
  return nodes;
}

/**
 * What each node has itself. Nothing says whether values hold those of the children: they do where no children sum to more than their
 * parent and the root is the total; they are the nodes' own where all of them sum to the total.
 */
function selfsOf({ value, parent }: Nodes, total: number | undefined): Float64Array | undefined {
  const own = Float64Array.from(value);
  if (value.length === 0) return own;
  const inclusive = Float64Array.from(value);
  for (let node = 1; node < value.length; node++) inclusive[parent[node]!]! -= value[node]!;
  const isInclusive = inclusive.every((rest, node) => rest >= -TOLERANCE * value[node]! - 1);
  if (isInclusive && (total === undefined || near(value[0]!, total))) return inclusive.map((rest) => Math.max(0, rest));
  const sum = own.reduce((all, one) => all + one, 0);
  return total === undefined ? (isInclusive ? inclusive : own) : near(sum, total) ? own : undefined;
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b)) + 1;
}

function stacksOf(
  { frame, parent }: Nodes,
  selfs: Float64Array,
  frames: readonly Frame[],
): Omit<Samples, 'frames'> | undefined {
  const values: number[] = [];
  const stacks: number[] = [];
  const stackStart = [0];
  const isRoot = (node: number) => node === 0 && ROOT.test(frames[frame[0]!]?.name ?? '');
  for (const [node, self] of selfs.entries()) {
    const rounded = Math.round(self);
    if (rounded <= 0 || isRoot(node)) continue;
    const path: number[] = [];
    for (let at = node; at >= 0 && !isRoot(at); at = parent[at]!) path.push(frame[at]!);
    for (let at = path.length - 1; at >= 0; at--) stacks.push(path[at]!);
    if (stacks.length > MOST_FRAMES) return undefined;
    stackStart.push(stacks.length);
    values.push(rounded);
  }
  return {
    values: Float64Array.from(values),
    stacks: Int32Array.from(stacks),
    stackStart: Int32Array.from(stackStart),
  };
}

/** All parts are numbers of strings, save the line, which is itself. Package and class stand beside the function in some languages. */
function frameOf(parts: readonly number[], { frameSchema, strings }: FlameGraph): Frame {
  const numberOf = (part: string) => parts[frameSchema.indexOf(part)] ?? -1;
  const textOf = (part: string) => strings[numberOf(part)] ?? '';
  const own = textOf('function');
  const around = [textOf('package'), textOf('class')].filter((text) => text !== '').join('.');
  const name = around === '' || own.startsWith(around) ? own : `${around}.${own}`;
  const line = numberOf('line');
  return {
    name: name || textOf('library') || NAMELESS,
    file: textOf('file'),
    line: Number.isSafeInteger(line) && line > 0 ? line : 0,
    startLine: 0,
  };
}

function unreadable(why: string): Summed {
  return { kind: 'unreadable', why };
}
