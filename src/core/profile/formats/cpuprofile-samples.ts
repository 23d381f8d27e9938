import { MalformedProfile, type ValueType } from '../profile.ts';
import { frameOfNode, hottestLine, PROGRAM, ROOT } from './cpuprofile-frames.ts';
import type { V8Nodes } from './cpuprofile-nodes.ts';
import { sampleWeights, type SampleTimes } from './cpuprofile-times.ts';
import { isNumber, shownValue, wrongValue } from './json-values.ts';
import { frameNumber } from './profile-draft.ts';
import { addAmount, EMPTY_STACK, stackCalling, type StackTally } from './stack-tally.ts';

/** V8 stops its thread at a fixed rate, so samples are counted; the time of each is measured. */
export const V8_TYPES: readonly ValueType[] = [
  { type: 'samples', unit: 'count' },
  { type: 'cpu', unit: 'nanoseconds' },
];
const COUNT = 0;
const TIME = 1;
const NANOSECONDS_PER_MICROSECOND = 1000;

export function tallySamples(
  tally: StackTally,
  where: string,
  linked: V8Nodes,
  samples: readonly unknown[],
  times: SampleTimes,
): void {
  const { format } = tally.draft;
  const running = stacksOfNodes(tally, where, linked);
  const weights = sampleWeights(times);
  for (let at = 0; at < samples.length; at++) {
    const id = samples[at];
    const place = isNumber(id) ? linked.places.get(id) : undefined;
    if (place === undefined)
      throw new MalformedProfile(
        format,
        `${where}samples[${at}] names node ${shownValue(id)}, which is not in the file`,
      );
    addAmount(tally, running[place]!, COUNT, 1);
    addAmount(tally, running[place]!, TIME, weights[at]! * NANOSECONDS_PER_MICROSECOND);
  }
}

/** Files without samples still count them per node; `interval` is in microseconds. */
export function tallyHits(tally: StackTally, where: string, linked: V8Nodes, interval: number): void {
  const running = stacksOfNodes(tally, where, linked);
  linked.nodes.forEach((node, place) => {
    const hits = hitsOf(tally.draft.format, where, node['hitCount'], place);
    if (hits === 0) return;
    addAmount(tally, running[place]!, COUNT, hits);
    addAmount(tally, running[place]!, TIME, hits * interval * NANOSECONDS_PER_MICROSECOND);
  });
}

export function totalHits(format: string, where: string, { nodes }: V8Nodes): number {
  return nodes.reduce((sum, node, place) => sum + hitsOf(format, where, node['hitCount'], place), 0);
}

function hitsOf(format: string, where: string, hits: unknown, place: number): number {
  if (hits === undefined) return 0;
  if (!isNumber(hits) || hits < 0) throw wrongValue(format, `${where}nodes[${place}].hitCount`, 'a count', hits);
  return hits;
}

/** The stack of each node when a sample was taken in it: that of a caller has no line, which V8 does not record. */
function stacksOfNodes(tally: StackTally, where: string, { nodes, callers }: V8Nodes): Int32Array {
  const { draft } = tally;
  const calling = new Int32Array(nodes.length).fill(-1);
  const running = new Int32Array(nodes.length);
  const path: number[] = [];
  for (let place = 0; place < nodes.length; place++) {
    // Callers may stand behind those they call.
    for (let at = place; at >= 0 && calling[at]! < 0; at = callers[at]!) {
      if (path.length > nodes.length)
        throw new MalformedProfile(draft.format, `${where}nodes[${place}] is its own caller`);
      path.push(at);
    }
    for (let at = path.pop(); at !== undefined; at = path.pop()) {
      const node = nodes[at]!;
      const frame = frameOfNode(draft.format, `${where}nodes[${at}]`, node);
      const caller = callers[at]! < 0 ? EMPTY_STACK : calling[callers[at]!]!;
      if (callers[at]! < 0 && frame.name === ROOT) {
        calling[at] = EMPTY_STACK;
        running[at] = stackCalling(tally, EMPTY_STACK, frameNumber(draft, PROGRAM));
        continue;
      }
      const line = hottestLine(node);
      const stack = stackCalling(tally, caller, frameNumber(draft, frame));
      calling[at] = stack;
      running[at] = line === 0 ? stack : stackCalling(tally, caller, frameNumber(draft, { ...frame, line }));
    }
  }
  return running;
}
