import * as fc from 'fast-check';
import type { FlameTree, PanelDrawing, PictureRequest } from '../../../src/core/flamegraph/picture.ts';

interface Branch {
  readonly children: Map<string, Branch>;
  baseline: number;
  comparison: number;
}

/** A tree written as `a;b;c` → [baseline, comparison] self cost, siblings sorted by name. */
export function foldedTree(stacks: Readonly<Record<string, readonly [number, number]>>, scale = 1): FlameTree {
  const root: Branch = { children: new Map(), baseline: 0, comparison: 0 };
  for (const [stack, [baseline, comparison]] of Object.entries(stacks)) {
    let branch = root;
    for (const name of stack.split(';')) {
      const next = branch.children.get(name) ?? { children: new Map(), baseline: 0, comparison: 0 };
      branch.children.set(name, next);
      branch = next;
    }
    branch.baseline += baseline;
    branch.comparison += comparison;
  }
  return flatten(root, scale);
}

function flatten(root: Branch, scale: number): FlameTree {
  const names = new Map([['', 0]]);
  const rows: { parent: number; end: number; functionId: number; branch: Branch }[] = [];
  const visit = (branch: Branch, name: string, parent: number): void => {
    const node = rows.length;
    const functionId = names.get(name) ?? names.size;
    names.set(name, functionId);
    const row = { parent, end: 0, functionId, branch };
    rows.push(row);
    for (const child of [...branch.children.keys()].sort()) {
      const next = branch.children.get(child);
      if (next) visit(next, child, node);
    }
    row.end = rows.length;
  };
  visit(root, '', -1);
  return {
    parent: Int32Array.from(rows, (row) => row.parent),
    subtreeEnd: Int32Array.from(rows, (row) => row.end),
    functionId: Int32Array.from(rows, (row) => row.functionId),
    names: [...names.keys()],
    baseline: Float64Array.from(rows, (row) => row.branch.baseline),
    comparison: Float64Array.from(rows, (row) => row.branch.comparison),
    scale,
  };
}

/** Number of the first frame with that name. */
export function nodeNamed(tree: FlameTree, name: string): number {
  return tree.functionId.indexOf(tree.names.indexOf(name));
}

export function graphPanel(tree: FlameTree, title = 'CPU  +12 % vs baseline', note = ''): PanelDrawing {
  return { kind: 'graph', title, note, tree };
}

export function pictureOf(panels: readonly PanelDrawing[], more: Partial<PictureRequest> = {}): PictureRequest {
  return {
    size: 'chat',
    title: 'checkout · prod-eu',
    subtitle: '12 Aug 14:05–14:10 UTC vs 11 Aug 14:05–14:10 UTC',
    differential: true,
    panels,
    ...more,
  };
}

/** Trees of 2 to 80 frames of any shape, with whole costs on both sides. */
export function anyTree(): fc.Arbitrary<FlameTree> {
  const frame = fc.record({ up: fc.nat(3), name: fc.nat(9), baseline: fc.nat(400), comparison: fc.nat(400) });
  return fc.array(frame, { minLength: 1, maxLength: 79 }).map((frames) => {
    const parent = [-1];
    const path = [0];
    for (const { up } of frames) {
      path.length = Math.max(1, path.length - up);
      parent.push(path.at(-1) ?? 0);
      path.push(parent.length - 1);
    }
    const subtreeEnd = parent.map((_, node) => node + 1);
    for (let node = parent.length - 1; node > 0; node--) {
      const above = parent[node] ?? 0;
      subtreeEnd[above] = Math.max(subtreeEnd[above] ?? 0, subtreeEnd[node] ?? 0);
    }
    return {
      parent: Int32Array.from(parent),
      subtreeEnd: Int32Array.from(subtreeEnd),
      functionId: Int32Array.from([0, ...frames.map((one) => one.name + 1)]),
      names: ['', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'],
      baseline: Float64Array.from([0, ...frames.map((one) => one.baseline)]),
      comparison: Float64Array.from([0, ...frames.map((one) => one.comparison)]),
      scale: 1,
    };
  });
}
