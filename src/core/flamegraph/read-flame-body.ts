import { readPlanes } from './byte-planes.ts';
import type { FlamePanel } from './flame-panel.ts';
import type { FlameTree } from './picture.ts';
import { FLAME_MAGIC, NODE_BYTES, type PanelHeader } from './write-flame-body.ts';

/** The panels of a body that writeFlameBody wrote; a RangeError says what is wrong with any other. */
export function readFlameBody(body: Uint8Array): readonly FlamePanel[] {
  const start = FLAME_MAGIC.length;
  const utf8 = new TextDecoder();
  if (utf8.decode(body.subarray(0, start)) !== FLAME_MAGIC) throw new RangeError('flame graphs of an unknown version');
  if (body.length < start + 4) throw new RangeError('flame graphs that end before their header');
  const length = new DataView(body.buffer, body.byteOffset).getUint32(start, true);
  const headerEnd = start + 4 + length;
  if (headerEnd > body.length) throw new RangeError('flame graphs that end inside their header');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own writer, of the version that the magic names
  const { panels } = JSON.parse(utf8.decode(body.subarray(start + 4, headerEnd))) as { panels: readonly PanelHeader[] };
  let at = headerEnd;
  return panels.map((header) => {
    if (header.kind === 'empty') return header;
    if (at + header.nodes * NODE_BYTES > body.length)
      throw new RangeError('flame graphs that end inside their columns');
    const panel = graphOf(header, body, at);
    at += header.nodes * NODE_BYTES;
    return panel;
  });
}

function graphOf(header: Extract<PanelHeader, { kind: 'graph' }>, body: Uint8Array, at: number): FlamePanel {
  const { nodes, scale, noise, named, unitsPerCount, names, own, files, fileOf, line, ...facts } = header;
  const plane = nodes * 4;
  const tree: FlameTree = {
    ...nestingOf(readPlanes(body, at, nodes)),
    functionId: new Int32Array(readPlanes(body, at + plane, nodes).buffer),
    baseline: costsOf(readPlanes(body, at + 2 * plane, nodes), unitsPerCount),
    comparison: costsOf(readPlanes(body, at + 3 * plane, nodes), unitsPerCount),
    names,
    ...(own === undefined ? {} : { own: Uint8Array.from(own) }),
    scale,
    ...(noise === undefined ? {} : { noise }),
    ...(named === undefined ? {} : { named }),
  };
  return { ...facts, tree, places: { files, fileOf: Int32Array.from(fileOf), line: Int32Array.from(line) } };
}

/** Parents and ends of subtrees from the depths of a preorder. */
function nestingOf(depth: Uint32Array): Pick<FlameTree, 'parent' | 'subtreeEnd'> {
  const parent = new Int32Array(depth.length);
  const subtreeEnd = new Int32Array(depth.length);
  // The frames above the present one; written in place, since a push and a pop per frame would take most of the time.
  const path: number[] = [];
  let height = 0;
  for (let node = 0; node < depth.length; node++) {
    const level = depth[node]!;
    if (level > height || (level === 0 && node > 0))
      throw new RangeError(`flame graphs whose node ${node} hangs in the air`);
    while (height > level) subtreeEnd[path[--height]!] = node;
    parent[node] = level === 0 ? -1 : path[level - 1]!;
    path[height++] = node;
  }
  while (height > 0) subtreeEnd[path[--height]!] = depth.length;
  return { parent, subtreeEnd };
}

function costsOf(counts: Uint32Array, unitsPerCount: number): Float64Array {
  const costs = new Float64Array(counts.length);
  for (let node = 0; node < costs.length; node++) costs[node] = counts[node]! * unitsPerCount;
  return costs;
}
