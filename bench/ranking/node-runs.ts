import { existsSync, readdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildCallTree } from '../../src/core/profile/build-call-tree.ts';
import { cpuprofile } from '../../src/core/profile/formats/cpuprofile.ts';
import { mixProfiles } from './mix.ts';
import { truthOf, type Truth } from './judge.ts';
import type { CallTree, Side } from '../../src/core/profile/call-tree.ts';
import type { Profile } from '../../src/core/profile/profile.ts';
import type { Random } from './random.ts';

/** One recorded run of the Node service, in parts of equal length. */
export interface NodePod {
  readonly id: string;
  readonly parts: readonly Profile[];
  /** Of one part. */
  readonly seconds: number;
}

export interface Injection {
  readonly name: string;
  /** Of all CPU, where it is injected in full. */
  readonly share: number;
  readonly truth: Truth;
  readonly pods: readonly NodePod[];
}

export interface NodeRuns {
  readonly healthy: readonly NodePod[];
  /** Healthy, at traffic × 1.5. */
  readonly loaded: readonly NodePod[];
  readonly injections: readonly Injection[];
}

interface Recording {
  readonly nodes: readonly unknown[];
  readonly startTime: number;
  readonly endTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const FOLDER = new URL('../../../shared/data/node/', import.meta.url);
const PARTS = 3;
/** The changed build was recorded under a file name of its own, which a deploy would not do. */
const CHANGED_FILE = 'svc2.js';
const FILE = 'svc.js';

/** What was injected: the README of the recordings says the same. */
const INJECTED: readonly { readonly name: string; readonly share: number; readonly functions: readonly string[] }[] = [
  { name: 'hashKey2', share: 0.032, functions: ['hashKey'] },
  { name: 'gzip2', share: 0.021, functions: ['gzip', 'zlibBufferSync', 'processChunkSync', 'writeSync'] },
  { name: 'paginate2', share: 0.018, functions: ['paginate'] },
  { name: 'toDTO2', share: 0.005, functions: ['toDTO', 'cloneDeep'] },
];

/** The recorded Node service; undefined where the recordings are not at hand. */
export function readNodeRuns(): NodeRuns | undefined {
  if (!existsSync(FOLDER)) return undefined;
  const files = readdirSync(FOLDER).sort();
  const podsOf = (beginning: string): NodePod[] =>
    files.filter((file) => file.startsWith(beginning)).map((file) => readPod(file));
  return {
    healthy: podsOf('A.'),
    loaded: podsOf('L.'),
    injections: INJECTED.map(({ name, share, functions }) => ({
      name,
      share,
      truth: truthOf({ kind: 'code', profile: 'cpu', verdicts: ['code', 'runtime'], functions }),
      pods: podsOf(`I.${name}.`),
    })),
  };
}

function readPod(file: string): NodePod {
  const { status, stdout, stderr } = spawnSync('xz', ['-dc', fileURLToPath(new URL(file, FOLDER))], {
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(`xz cannot read ${file}: ${String(stderr)}`);
  const recording: Recording = JSON.parse(stdout.toString().replaceAll(`/${CHANGED_FILE}"`, `/${FILE}"`));
  return {
    id: file.replace('.cpuprofile.xz', ''),
    parts: Array.from({ length: PARTS }, (_, part) => cpuprofile.decode(cutOut(recording, part))),
    seconds: (recording.endTime - recording.startTime) / PARTS / 1e6,
  };
}

/** The same nodes with the samples of one part of the time. */
function cutOut({ nodes, startTime, endTime, samples, timeDeltas }: Recording, part: number): Recording {
  const length = (endTime - startTime) / PARTS;
  const begin = startTime + part * length;
  const end = part === PARTS - 1 ? Infinity : begin + length;
  let clock = startTime;
  let before = begin;
  const kept: { readonly sample: number; readonly delta: number }[] = [];
  for (const [at, sample] of samples.entries()) {
    clock += timeDeltas[at]!;
    if (clock < begin || clock >= end) continue;
    kept.push({ sample, delta: clock - before });
    before = clock;
  }
  return {
    nodes,
    startTime: begin,
    endTime: begin + length,
    samples: kept.map(({ sample }) => sample),
    timeDeltas: kept.map(({ delta }) => delta),
  };
}

/** A share of the samples of the changed pod, the rest of a healthy one. */
export function diluteNodePod(changed: NodePod, healthy: NodePod, share: number, random: Random): NodePod {
  return {
    ...changed,
    parts: changed.parts.map((part, i) => mixProfiles(part, healthy.parts[i]!, share, random)),
  };
}

export function nodeTree(baseline: readonly NodePod[], comparison: readonly NodePod[], view: 'own' | 'full'): CallTree {
  const sourcesOf = (pods: readonly NodePod[], side: Side) =>
    pods.flatMap(({ id, parts, seconds }) =>
      parts.map((profile) => ({ profile, kind: 'cpu' as const, side, pod: id, seconds })),
    );
  return buildCallTree([...sourcesOf(baseline, 'baseline'), ...sourcesOf(comparison, 'comparison')], {
    view,
    idle: 'keep',
  }).tree;
}
