import { Failure } from '../../../core/failure.ts';
import type { Labels } from '../../../core/alert/alert.ts';
import type { ProfileKind } from '../../../core/profile/profile.ts';
import type { ProfileBlock } from '../../../pipeline/ports.ts';
import type { ProfilePush } from '../../../pipeline/pushes.ts';
import { shareCalls } from '../../share-calls.ts';
import { isNotServed, troubleOf } from './capture-failures.ts';
import { capturePod, pathOf, type CaptureTools, type Recording } from './capture-pod.ts';
import type { PprofEndpointsSection } from './endpoints-section.ts';
import { CAPTURE_LABEL, type Purpose } from './kept-captures.ts';
import type { FindPods, FoundPods, LeftOut, Pod } from './pods.ts';

/** Of the pods that a sentence names. */
const MOST_NAMED = 3;

export interface Captured {
  readonly blocks: readonly ProfileBlock[];
  /** Sentences: who was left out and why, what could not be kept. */
  readonly notices: readonly string[];
  readonly asked: string;
  /** Why there is nothing, where that is nobody's fault. */
  readonly reason?: string;
  readonly pods: { readonly there: number; readonly asked: number };
}

export interface CapturingTools extends CaptureTools {
  readonly find: FindPods;
  /** Into the embedded store; rejects with a Failure. */
  readonly keep: (push: ProfilePush) => Promise<unknown>;
}

export type Capture = (kind: ProfileKind, selector: Labels, purpose: Purpose, signal: AbortSignal) => Promise<Captured>;

/** Records one kind of profile of a service's pods, side by side, and keeps it. Rejects with a Failure where no pod answered. */
export function captureWith(section: PprofEndpointsSection, tools: CapturingTools): Capture {
  const found = shareCalls<FoundPods>();
  return async (kind, selector, purpose, signal) => {
    const key = JSON.stringify(selector);
    const { pods, left, asked, reason } = await found(signal, key, () => tools.find(selector, signal));
    const path = `${pathOf(section, kind) ?? ''}?seconds=${section.seconds}`;
    const question = `GET ${path} of ${asked}`;
    const notices = left.length === 0 ? [] : [leftOut(left)];
    const counts = { there: pods.length, asked: 0 };
    if (reason !== undefined)
      return { blocks: [], notices, asked: question, reason: [reason, ...notices].join('; '), pods: counts };
    const chosen = evenly(pods, section.max_pods);
    const answers = await Promise.all(chosen.map((pod) => tried(pod, kind, section, tools, signal)));
    const given = answers.filter((answer) => 'recording' in answer);
    const failed = answers.filter((answer) => 'failure' in answer);
    const told = `${question}: ${given.length} of ${pods.length} pods (${chosen.map(({ name }) => name).join(', ')})`;
    const all = { asked: told, pods: { there: pods.length, asked: chosen.length } };
    const [first] = failed;
    if (given.length === 0 && first !== undefined) {
      if (failed.every(({ failure }) => isNotServed(failure)))
        return { ...all, blocks: [], notices, reason: `its pods do not serve ${pathOf(section, kind) ?? ''}` };
      const { code, retryable } = first.failure;
      const words = leftOut(failed.map(({ pod, failure }) => [pod.name, troubleOf(failure, pod.url, section.seconds)]));
      throw new Failure(code, `no pod could be recorded: ${words}`, { retryable, cause: first.failure });
    }
    if (failed.length > 0)
      notices.push(leftOut(failed.map(({ pod, failure }) => [pod.name, troubleOf(failure, pod.url, section.seconds)])));
    const blocks = given.map(({ pod, recording }) => blockOf(pod, recording, purpose));
    return { ...all, blocks, notices: [...notices, ...(await keepAll(blocks, section, tools))] };
  };
}

type Answer = { readonly pod: Pod; readonly recording: Recording } | { readonly pod: Pod; readonly failure: Failure };

async function tried(
  pod: Pod,
  kind: ProfileKind,
  section: PprofEndpointsSection,
  tools: CaptureTools,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    return { pod, recording: await capturePod(pod, kind, section, tools, signal) };
  } catch (error) {
    if (!(error instanceof Failure) || signal.aborted) throw error;
    return { pod, failure: error };
  }
}

function blockOf(pod: Pod, { kind, interval, bytes }: Recording, purpose: Purpose): ProfileBlock {
  return { kind, pod: pod.name, labels: { ...pod.labels, [CAPTURE_LABEL]: purpose }, interval, bytes };
}

/** What cannot be kept still answers. */
async function keepAll(
  blocks: readonly ProfileBlock[],
  { name }: PprofEndpointsSection,
  { keep }: CapturingTools,
): Promise<readonly string[]> {
  const problems = new Set<string>();
  for (const { kind, labels, interval, bytes } of blocks) {
    try {
      await keep({ service: labels['service_name'] ?? name, kind, labels, interval, bytes });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      problems.add(`What was recorded could not be kept (${error.message}): a second look will record anew.`);
    }
  }
  return [...problems];
}

/** So many of them, spread over all. */
function evenly(pods: readonly Pod[], most: number): readonly Pod[] {
  const step = Math.max(1, pods.length / most);
  return Array.from({ length: Math.min(most, pods.length) }, (_, index) => pods[Math.floor(index * step)]!);
}

function leftOut(left: readonly LeftOut[]): string {
  const words = left.slice(0, MOST_NAMED).map(([name, why]) => `${name} (${why})`);
  const more = left.length > MOST_NAMED ? ` and ${left.length - MOST_NAMED} more` : '';
  return `Left out: ${words.join(', ')}${more}.`;
}
