import { existsSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { gunzipSync } from 'node:zlib';
import { aggregate } from '../../src/core/ranking/aggregates.ts';
import { buildCallTree } from '../../src/core/profile/build-call-tree.ts';
import { indexTree, type TreeIndex } from '../../src/core/ranking/tree-index.ts';
import { readProfile } from '../../src/core/profile/read-profile.ts';

/** A real profile into which changes are planted: its tree as the engine sees it, and every share of its cost (1 is all). */
export interface Base {
  readonly name: string;
  readonly index: TreeIndex;
  /** Share per node. */
  readonly self: Float64Array;
  readonly inclusive: Float64Array;
  readonly selfOf: Float64Array;
  readonly totalOf: Float64Array;
  readonly edgeShare: Float64Array;
  /** Files under which frames are written into profiles: the product tells from them whose code it is. */
  readonly files: readonly string[];
}

interface Source {
  readonly name: string;
  readonly files: readonly string[];
  /** Everything in it counts as the service's code: it is a program that somebody's team may well own. */
  readonly allOwn: boolean;
}

const DATA = new URL('../../../shared/data/', import.meta.url);
const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);
const NODE_RUNS = upTo(6).map((run) => `node/A.${run}.cpuprofile.xz`);

const SOURCES: readonly Source[] = [
  { name: 'node', files: NODE_RUNS, allOwn: false },
  { name: 'node-all-own', files: NODE_RUNS.slice(0, 2), allOwn: true },
  { name: 'tsc', files: ['node/tsc.perf-script.txt.xz'], allOwn: true },
  { name: 'prettier', files: ['node/prettier.cpuprofile.xz'], allOwn: true },
  { name: 'shop', files: upTo(12).map((run) => `shop/profiles/v1.2.0-${run}/cpu.pprof`), allOwn: false },
  { name: 'java', files: ['formats/java/ap-cpu.collapsed.xz'], allOwn: false },
];

export const BASE_NAMES: readonly string[] = SOURCES.map(({ name }) => name);

/** Undefined where the recordings are not at hand. Throws MalformedProfile when one cannot be read. */
export function loadBase(name: string): Base | undefined {
  const source = SOURCES.find((one) => one.name === name);
  if (source === undefined) throw new Error(`no base is called ${name}; there are ${BASE_NAMES.join(', ')}`);
  const places = source.files.map((file) => new URL(file, DATA));
  if (!places.every((place) => existsSync(place))) return undefined;
  const { tree } = buildCallTree(
    places.map((place, i) => ({
      profile: readProfile(inflate(place)),
      kind: 'cpu',
      side: 'baseline',
      pod: `run-${i}`,
      seconds: 1,
    })),
    { view: source.allOwn ? 'full' : 'own', idle: 'keep' },
  );
  const index = indexTree(tree);
  const self = new Float64Array(index.size);
  for (const block of tree.blocks) block.self.forEach((spent, node) => (self[node]! += spent));
  self.forEach((_, node) => {
    if (index.functions[index.functionId[node]!]!.canonicalName === '(idle)') self[node] = 0;
  });
  const all = self.reduce((sum, spent) => sum + spent, 0);
  self.forEach((spent, node) => (self[node] = spent / all));
  const { inclusive, sums } = aggregate(index, self);
  return {
    name,
    index,
    self,
    inclusive,
    selfOf: sums.self,
    totalOf: sums.total,
    edgeShare: sums.edge,
    files: index.functions.map(({ name: called, file }) => (source.allOwn ? ownFile(called, file) : file)),
  };
}

/** A path of the service for every function but the runtime's pseudo frames. */
function ownFile(name: string, file: string): string {
  if (/^[([]|^0x|^$/.test(name)) return file;
  return `/srv/app/${file.replaceAll(/node_modules|[^\w./-]|^[^\w]+/g, '_') || 'native'}.js`;
}

function inflate(place: URL): Uint8Array {
  if (place.pathname.endsWith('.xz')) {
    const { status, stdout, stderr } = spawnSync('xz', ['-dc', place.pathname], { maxBuffer: 2 ** 30 });
    if (status !== 0) throw new Error(`xz cannot read ${place.pathname}: ${String(stderr)}`);
    return stdout;
  }
  const bytes = readFileSync(place);
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
}
