/** Which pods sent profiles, and when: QueryRange at a small step, summed by pod, version and node. */
import { VERSION_LABELS } from '../../../core/deploy/deploys-from-labels.ts';
import type { Labels } from '../../../core/alert/alert.ts';
import type { Window } from '../../../core/instant.ts';
import type { Parca } from './ask-parca.ts';
import { encodeRangeRequest, readSeries, type TimedSample, type TimedSeries } from './messages.ts';
import type { ParcaSection } from './parca-section.ts';
import { selectorText, type Matcher } from './selector.ts';

/** What scrape configurations and relabelling call the process, best first. */
const POD_LABELS = ['pod', 'k8s_pod_name', 'kubernetes_pod_name', 'pod_name', 'instance', 'hostname'];
const NODE_LABELS = ['node', 'k8s_node_name'];
/** The server takes no step below a second. */
const MOST_STEPS = 600;

/** Profiles of one pod with one version. */
export interface Presence {
  readonly pod: string;
  /** What selects this pod; none where no series says which pod it is of. */
  readonly matcher?: Matcher;
  /** Version and node. */
  readonly labels: Labels;
  /** In time order. */
  readonly samples: readonly TimedSample[];
}

/** Steps begin at multiples of this since the epoch. */
export function stepOf({ from, to }: Window): number {
  return Math.max(1, Math.ceil((to - from) / 1000 / MOST_STEPS));
}

/** Empty where nothing answers to the matchers. */
export async function readPresences(
  parca: Parca,
  type: string,
  matchers: readonly Matcher[],
  window: Window,
  names: ParcaSection['labels'],
  signal: AbortSignal,
): Promise<readonly Presence[]> {
  const pods = names.pod ?? POD_LABELS;
  const versions = (names.version ?? VERSION_LABELS).filter((name) => !name.includes('.'));
  const nodes = names.node ?? NODE_LABELS;
  const sumBy = [...new Set([...pods, ...versions, ...nodes])];
  const around = { from: window.from - 1, to: window.to + 1 };
  const question = encodeRangeRequest(type + selectorText(matchers), around, stepOf(window), sumBy);
  const series = (await parca.ask('QueryRange', question, readSeries, signal)) ?? [];
  return series.map((one) => presenceOf(one, { pods, versions, nodes }, names.version !== undefined));
}

function presenceOf(
  { labels, samples }: TimedSeries,
  { pods, versions, nodes }: Readonly<Record<'pods' | 'versions' | 'nodes', readonly string[]>>,
  named: boolean,
): Presence {
  const first = (wanted: readonly string[]) => wanted.find((name) => (labels[name] ?? '') !== '');
  const [pod, version, node] = [first(pods), first(versions), first(nodes)];
  return {
    pod: pod === undefined ? '' : labels[pod]!,
    ...(pod === undefined ? {} : { matcher: { label: pod, text: labels[pod]! } }),
    labels: {
      // A version label of the configuration goes by the name that deploys are told by.
      ...(version === undefined ? {} : { [named ? 'service_git_ref' : version]: labels[version]! }),
      ...(node === undefined ? {} : { node: labels[node]! }),
    },
    samples: samples.toSorted((a, b) => a.at - b.at),
  };
}
