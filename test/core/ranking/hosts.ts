import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { buildCallTree } from '../../../src/core/profile/build-call-tree.ts';
import { cpuprofile } from '../../../src/core/profile/formats/cpuprofile.ts';
import { decodePprof } from '../../../src/core/profile/formats/pprof.ts';
import type { CallTree, Side } from '../../../src/core/profile/call-tree.ts';
import type { Profile } from '../../../src/core/profile/profile.ts';
import type { RankingInput } from '../../../src/core/ranking/rank-changes.ts';

type Kind = 'cpu' | 'block';
export type Service = 'go' | 'node';
export type Half = 'fitted' | 'held-out';

/** One pod's window on a host whose state is known: see the fixtures' README. */
export interface HostRun {
  readonly id: string;
  readonly service: Service;
  readonly kind: string;
  readonly part: Half;
  readonly seconds: number;
  readonly requests: number;
  /** From and to in the unpacked recordings of its half. */
  readonly files: Readonly<Partial<Record<Kind, readonly [number, number]>>>;
}

/** What was done to the comparison's hosts, and the verdicts that tell it. */
export interface HostCase {
  readonly service: Service;
  readonly baseline: string;
  readonly comparison: string;
  readonly verdicts: readonly string[];
  /** The handler that a mix is about, as people read it; the function for code. */
  readonly names?: string;
}

const FOLDER = new URL('../../fixtures/hosts/', import.meta.url);
const RUNS: readonly HostRun[] = JSON.parse(readFileSync(new URL('runs.json', FOLDER), 'utf8'));
const unpacked = new Map<string, Buffer>();
const decoded = new Map<string, Profile>();

export function hostCases(): readonly HostCase[] {
  return JSON.parse(readFileSync(new URL('truth.json', FOLDER), 'utf8'));
}

/** In the order of their recording. */
export function hostRuns(service: Service, kind: string, half: Half): readonly HostRun[] {
  return RUNS.filter((run) => run.service === service && run.kind === kind && run.part === half);
}

/** Trees as the pipeline makes them. */
export function hostInput(
  baseline: readonly HostRun[],
  comparison: readonly HostRun[],
  options: { requests: boolean } = { requests: true },
): RankingInput {
  const treeOf = (kind: Kind): CallTree => {
    const sources = (runs: readonly HostRun[], side: Side) =>
      runs.map((run) => ({
        profile: profileOf(run, kind),
        kind,
        side,
        pod: run.id,
        seconds: run.seconds,
        ...(options.requests && { requests: run.requests }),
      }));
    const all = [...sources(baseline, 'baseline'), ...sources(comparison, 'comparison')];
    return buildCallTree(all, { view: 'own', idle: kind === 'cpu' ? 'keep' : 'drop' }).tree;
  };
  const counted = [...baseline, ...comparison].every((run) => run.files.block !== undefined);
  return { cpu: treeOf('cpu'), ...(counted && { waits: treeOf('block') }) };
}

function profileOf(run: HostRun, kind: Kind): Profile {
  const key = `${run.id} ${kind}`;
  const known = decoded.get(key);
  if (known !== undefined) return known;
  const [from, to] = run.files[kind]!;
  const bytes = recordings(`${run.service}-${run.part}.br`).subarray(from, to);
  const profile = run.service === 'go' ? decodePprof(bytes) : cpuprofile.decode(JSON.parse(bytes.toString('utf8')));
  decoded.set(key, profile);
  return profile;
}

function recordings(name: string): Buffer {
  const bytes = unpacked.get(name) ?? brotliDecompressSync(readFileSync(new URL(name, FOLDER)));
  unpacked.set(name, bytes);
  return bytes;
}
