import { appendInt, createIntColumn, filledInts } from './int-column.ts';
import { addPair, createPairIndex } from './pair-index.ts';
import type { Profile } from './profile.ts';

/** Stacks by function name in columns: node 0 is the root, parents come before their children. */
export interface NameTree {
  readonly parent: Int32Array;
  /** Into `names`. */
  readonly name: Int32Array;
  readonly self: Float64Array;
  readonly total: Float64Array;
  readonly names: readonly string[];
}

/** What Pyroscope calls everything that was cut off. */
export const CUT_OFF = 'other';

/** The tree of a profile with one column of costs, and in which node each sample ends. */
export function nameTree(profile: Profile): { readonly tree: NameTree; readonly endOf: Int32Array } {
  const { frames, stackStart, stacks, values } = profile;
  const numbers = new Map<string, number>([['total', 0]]);
  const names = ['total'];
  const ofFrame = Int32Array.from(frames, ({ name }) => {
    const known = numbers.get(name);
    // The root's name is not that of a function which is called so.
    if (known !== undefined && known > 0) return known;
    numbers.set(name, names.length);
    return names.push(name) - 1;
  });
  const nodes = createPairIndex();
  const parent = createIntColumn(1024);
  const called = createIntColumn(1024);
  appendInt(parent, -1);
  appendInt(called, 0);
  const endOf = new Int32Array(stackStart.length - 1);
  for (let sample = 0; sample < endOf.length; sample++) {
    let node = 0;
    for (let at = stackStart[sample]!; at < stackStart[sample + 1]!; at++) {
      const name = ofFrame[stacks[at]!]!;
      const known = nodes.size;
      const place = addPair(nodes, node, name);
      if (place === known) {
        appendInt(parent, node);
        appendInt(called, name);
      }
      node = place + 1;
    }
    endOf[sample] = node;
  }
  const self = new Float64Array(parent.length);
  for (const [sample, node] of endOf.entries()) self[node]! += values[sample]!;
  const tree = { parent: filledInts(parent), name: filledInts(called), self, total: self.slice(), names };
  for (let node = self.length - 1; node > 0; node--) tree.total[tree.parent[node]!]! += tree.total[node]!;
  return { tree, endOf };
}

/**
 * Which nodes stay when only so many may: those with the largest totals, the root besides; of equal ones those that came first.
 * The parent of a node that stays does so too. All stay where `most` is 0.
 */
export function keptNodes({ parent, total }: NameTree, most: number): Uint8Array {
  const kept = new Uint8Array(parent.length).fill(1);
  if (most <= 0 || parent.length - 1 <= most) return kept;
  const least = total.slice(1).sort()[parent.length - 1 - most]!;
  let ties = most;
  for (let node = 1; node < parent.length; node++) if (total[node]! > least) ties--;
  for (let node = 1; node < parent.length; node++) {
    const isTie = total[node] === least && ties > 0 && kept[parent[node]!] === 1;
    if (isTie) ties--;
    kept[node] = Number(total[node]! > least || isTie);
  }
  return kept;
}

/** The tree with at most so many functions: what was cut off below a node becomes one child called `other`. */
export function cutTree(tree: NameTree, most: number): NameTree {
  const kept = keptNodes(tree, most);
  if (!kept.includes(0)) return tree;
  const place = new Int32Array(kept.length);
  const parent: number[] = [];
  const name: number[] = [];
  const self: number[] = [];
  const total: number[] = [];
  const cut = new Map<number, number>();
  for (let node = 0; node < kept.length; node++) {
    const above = tree.parent[node]!;
    if (kept[node] === 1) {
      place[node] = parent.push(above < 0 ? -1 : place[above]!) - 1;
      name.push(tree.name[node]!);
      self.push(tree.self[node]!);
      total.push(tree.total[node]!);
    } else if (kept[above] === 1) cut.set(place[above]!, (cut.get(place[above]!) ?? 0) + tree.total[node]!);
  }
  for (const [above, cost] of cut) {
    parent.push(above);
    name.push(tree.names.length);
    self.push(cost);
    total.push(cost);
  }
  return {
    parent: Int32Array.from(parent),
    name: Int32Array.from(name),
    self: Float64Array.from(self),
    total: Float64Array.from(total),
    names: [...tree.names, CUT_OFF],
  };
}

/** Children of every node: by name, what was cut off behind all others. Child j of node i is order[start[i] + j]. */
export function childrenOf({ parent, name, names }: NameTree): {
  readonly start: Int32Array;
  readonly order: Int32Array;
} {
  const byName = Array.from(names.keys()).toSorted((a, b) => compare(names[a]!, names[b]!));
  const rank = new Int32Array(names.length);
  for (const [at, one] of byName.entries()) rank[one] = names[one] === CUT_OFF ? names.length : at;
  const order = Int32Array.from({ length: parent.length - 1 }, (_, at) => at + 1);
  order.sort((a, b) => parent[a]! - parent[b]! || rank[name[a]!]! - rank[name[b]!]! || a - b);
  const start = new Int32Array(parent.length + 1);
  for (const node of order) start[parent[node]! + 1]!++;
  for (let node = 0; node < parent.length; node++) start[node + 1]! += start[node]!;
  return { start, order };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
