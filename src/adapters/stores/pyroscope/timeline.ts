/** Which pods sent profiles, and when: SelectSeries at the finest step names the time of every profile of every pod. */
import { z } from 'zod';
import { VERSION_LABELS } from '../../../core/deploy/deploys-from-labels.ts';
import type { Labels } from '../../../core/alert/alert.ts';
import type { Instant, Window } from '../../../core/instant.ts';
import type { Pyroscope } from './ask-pyroscope.ts';
import type { PyroscopeSection } from './pyroscope-section.ts';
import { selectorOf } from './selector.ts';

/** What agents and collectors call the process, best first: Alloy, OpenTelemetry, and what is left of its names in old servers. */
const POD_LABELS = ['pod', 'k8s.pod.name', 'k8s_pod_name', 'kubernetes_pod_name', 'instance', 'hostname', 'host.name'];
const NODE_LABELS = ['node', 'k8s.node.name', 'k8s_node_name'];
/** Current agents name their runtime, older ones themselves. */
const RUNTIME_LABELS = ['process.runtime.name', 'pyroscope_spy'];
const RUNTIMES: Readonly<Record<string, Presence['runtime']>> = {
  go: 'go',
  gospy: 'go',
  nodejs: 'node',
  nodespy: 'node',
  cpython: 'python',
  pyspy: 'python',
};
const MOST_POINTS = 2_000;
/** Profiles that began before the window or ended after it tell that their pod was there. */
const AROUND_MS = 60_000;
/** -querier.max-query-length, unless the operator set another. */
const LONGEST_MS = 86_400_000;

const Int = z.union([z.string(), z.number()]).transform(Number).default(0);
const Answer = z.object({
  series: z
    .array(
      z.object({
        labels: z.array(z.object({ name: z.string(), value: z.string().default('') })).default([]),
        points: z.array(z.object({ value: z.number().default(0), timestamp: Int })).default([]),
      }),
    )
    .default([]),
});

/** Profiles of one pod with one version, by the times that their agent wrote into them. */
export interface Presence {
  readonly pod: string;
  /** What selects this pod; empty where no series says which pod it is of. */
  readonly matcher: Labels;
  /** Version and node. */
  readonly labels: Labels;
  readonly runtime?: 'go' | 'node' | 'python';
  /** In time order, to about `stepMs` exact. */
  readonly stamps: readonly Instant[];
}

export async function readTimeline(
  pyroscope: Pyroscope,
  question: { readonly type: string; readonly selector: Labels; readonly window: Window },
  names: PyroscopeSection['labels'],
  signal: AbortSignal,
): Promise<readonly Presence[]> {
  const { type, selector, window } = question;
  const around = Math.max(0, Math.min(AROUND_MS, (LONGEST_MS - (window.to - window.from)) / 2));
  const start = Math.floor(window.from - around);
  const end = Math.floor(window.to + around);
  const step = Math.max(1, Math.ceil((end - start) / 1000 / MOST_POINTS));
  const pods = names.pod ?? POD_LABELS;
  const versions = names.version ?? VERSION_LABELS;
  const nodes = names.node ?? NODE_LABELS;
  const groupBy = [...new Set([...pods, ...versions, ...nodes, ...RUNTIME_LABELS])];
  const message = { profileTypeID: type, labelSelector: selectorOf(selector), start, end, step, groupBy };
  const { series } = await pyroscope.json('SelectSeries', message, Answer, signal);
  return series.map(({ labels, points }) => {
    const said = new Map(labels.filter(({ value: text }) => text !== '').map(({ name, value: text }) => [name, text]));
    const pod = pods.find((name) => said.has(name));
    // A version label of the configuration goes by the name that deploys are told by.
    const version = versions.find((name) => said.has(name));
    const versionName = names.version === undefined ? version : 'service_git_ref';
    const node = nodes.find((name) => said.has(name));
    const runtime = RUNTIME_LABELS.map((name) => RUNTIMES[said.get(name) ?? '']).find((one) => one !== undefined);
    return {
      pod: pod === undefined ? '' : said.get(pod)!,
      matcher: pod === undefined ? {} : { [pod]: said.get(pod)! },
      labels: {
        ...(version === undefined ? {} : { [versionName!]: said.get(version)! }),
        ...(node === undefined ? {} : { node: said.get(node)! }),
      },
      ...(runtime === undefined ? {} : { runtime }),
      // A point holds what is stamped in the step before it; the first one also what lies before the range, where nobody looks.
      stamps: points
        .filter((point) => point.value !== 0)
        .map((point) => point.timestamp - (step * 1000) / 2)
        .toSorted((a, b) => a - b),
    };
  });
}
