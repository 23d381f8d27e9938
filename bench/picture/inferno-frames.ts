/** Frames of an SVG that inferno-flamegraph wrote: where each begins and how wide it is, in samples. */
export interface InfernoFrame {
  readonly name: string;
  readonly row: number;
  readonly begin: number;
  readonly width: number;
}

const FRAME =
  /<g><title>(.*?) \([\d,.]+ samples?, [\d.]+%\)<\/title><rect x="[^"]*" y="(\d+)" width="[^"]*" height="\d+" fill="[^"]*" fg:x="(\d+)" fg:w="(\d+)"\/>/gs;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

export function infernoFrames(svg: string): readonly InfernoFrame[] {
  const read = Array.from(svg.matchAll(FRAME), ([, name = '', y, begin, width]) => ({
    name: name.replace(/&(#?\w+);/g, (whole, entity: string) =>
      entity.startsWith('#x')
        ? String.fromCodePoint(Number.parseInt(entity.slice(2), 16))
        : (ENTITIES[entity] ?? whole),
    ),
    y: Number(y),
    begin: Number(begin),
    width: Number(width),
  }));
  // The root stands at the bottom; rows are numbered from it.
  const heights = [...new Set(read.map(({ y }) => y))].toSorted((a, b) => b - a);
  const rows = new Map(heights.map((y, row) => [y, row]));
  return read.map(({ y, ...frame }) => ({ ...frame, row: rows.get(y)! }));
}

/** Samples per stack of names from the root down; what line sorting split is added up again. */
export function infernoPaths(frames: readonly InfernoFrame[]): ReadonlyMap<string, number> {
  const paths = new Map<string, number>();
  const ordered = frames.toSorted((a, b) => a.begin - b.begin || a.row - b.row);
  const open: { readonly end: number; readonly path: string }[] = [];
  for (const { name, row, begin, width } of ordered) {
    open.length = row;
    const above = row === 0 ? '' : (open[row - 1]?.path ?? '?');
    const path = row === 0 ? '' : `${above};${name}`;
    open.push({ end: begin + width, path });
    paths.set(path, (paths.get(path) ?? 0) + width);
  }
  return paths;
}
