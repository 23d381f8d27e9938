/** Profiles added up by Datadog: a question for each pod and part of the window instead of a download for each profile. */
import type { Labels } from '../../../core/alert/alert.ts';
import { Failure } from '../../../core/failure.ts';
import { isoInstant, type Window } from '../../../core/instant.ts';
import { encodePprof } from '../../../core/profile/encode-pprof.ts';
import type { ProfileKind } from '../../../core/profile/profile.ts';
import type { ProfileBlock } from '../../../pipeline/ports.ts';
import { commonLabels } from '../../common-labels.ts';
import type { Datadog } from './ask-datadog.ts';
import { CODES } from './datadog-failures.ts';
import type { DatadogSection } from './datadog-section.ts';
import type { ListedProfile } from './list-profiles.ts';
import { planSums, type SumRead } from './plan-sums.ts';
import { readFlameGraph, type Samples } from './read-flame-graph.ts';
import { searchQuery } from './search-query.ts';

const MOST_FAILURES = 3;
/** Go's block and mutex profiles are called so too. */
const SAMPLE_TYPES: Readonly<Record<ProfileKind, string>> = {
  cpu: 'cpu',
  wall: 'wall',
  block: 'delay',
  mutex: 'delay',
  'off-cpu': 'off_cpu',
};

export type Sums =
  | {
      readonly kind: 'sums';
      readonly blocks: readonly ProfileBlock[];
      readonly samples: number;
      /** For the evidence. */
      readonly told: string;
      readonly notices: readonly string[];
    }
  /** Datadog does not add up this type, or not any more. */
  | { readonly kind: 'impossible'; readonly why: string };

export interface SumsAsked {
  readonly kind: ProfileKind;
  /** What Datadog calls it. */
  readonly type: string;
  readonly selector: Labels;
  readonly window: Window;
  readonly profiles: readonly ListedProfile[];
  readonly budgetMs: number;
}

/** Rejects with the first Failure when no sum came for reasons that may pass. */
export async function sumProfiles(
  datadog: Datadog,
  section: DatadogSection,
  asked: SumsAsked,
  signal: AbortSignal,
): Promise<Sums> {
  const { kind, type, selector, window, profiles, budgetMs } = asked;
  const plan = planSums(profiles, window, section.limits.aggregates);
  const enough = new AbortController();
  const limit = AbortSignal.any([signal, enough.signal, AbortSignal.timeout(budgetMs)]);
  const failures: Failure[] = [];
  const [added, all] = [[] as number[], [] as number[]];
  let [samples, impossible] = [0, undefined as string | undefined];
  const readOne = async (read: SumRead): Promise<ProfileBlock | undefined> => {
    try {
      const question = questionOf(read, asked, section);
      const summed = readFlameGraph(await datadog.json('aggregate', question, limit), type);
      if (summed.kind === 'unreadable') {
        impossible ??= `${datadog.url} does not answer like Datadog (paths.aggregate: ${summed.why})`;
        enough.abort();
        return undefined;
      }
      const there = Math.max(read.profiles.length, summed.all ?? 0);
      samples += summed.profile.values.length;
      added.push(summed.added ?? there);
      all.push(there);
      return blockOf(kind, selector, read, summed.profile, Math.min(1, (summed.added ?? there) / there));
    } catch (error) {
      if (!(error instanceof Failure) || signal.aborted) throw error;
      if (error.code === CODES.rejected) impossible ??= error.message;
      else if (error.code !== 'CANCELLED') failures.push(error);
      if (impossible !== undefined || failures.length >= MOST_FAILURES || error.retryAfter !== undefined)
        enough.abort();
      return undefined;
    }
  };
  const [first, ...others] = plan.reads;
  if (first === undefined) return { kind: 'sums', blocks: [], samples, told: '', notices: [] };
  // One question tells whether there is any use in the others.
  const one = await readOne(first);
  const blocks = [one, ...(limit.aborted ? [] : await Promise.all(others.map(readOne)))].filter(
    (block) => block !== undefined,
  );
  if (impossible !== undefined) return { kind: 'impossible', why: impossible };
  const late = `more would have taken longer than ${budgetMs / 1000} s`;
  if (blocks.length === 0)
    throw failures[0] ?? new Failure(CODES.timeout, `${datadog.url}: ${late}`, { retryable: true });
  const notices: string[] = [];
  const missing = plan.reads.length - blocks.length;
  if (missing > 0)
    notices.push(`${missing} of ${plan.reads.length} sums of ${type} are missing: ${failures[0]?.message ?? late}.`);
  if (plan.podsRead < plan.pods)
    notices.push(`Of ${plan.pods} pods with profiles ${plan.podsRead} were read, evenly chosen by name.`);
  const [sum, total] = [sumOf(added), sumOf(all)];
  if (sum < total) notices.push(`Datadog added up ${sum} of ${total} profiles with ${type}.`);
  const told = `aggregate ${type}: ${blocks.length} of ${plan.reads.length} sums, ${sum} of ${total} profiles, ${plan.podsRead} of ${plan.pods} pods`;
  return { kind: 'sums', blocks, samples, told, notices };
}

/** As the vendor's command line asks: https://github.com/DataDog/pup */
function questionOf(
  { pod, podTag, profiles, stamps }: SumRead,
  { type, selector }: SumsAsked,
  section: DatadogSection,
): object {
  const lateMs = section.timestamp === 'end' ? meanLength(profiles) : 0;
  return {
    query: searchQuery(selector, section, podTag === undefined ? undefined : { tag: podTag, text: pod }),
    from: isoInstant(stamps.from + lateMs),
    to: isoInstant(stamps.to + lateMs),
    profileType: type,
    limit: Math.max(1, profiles.length),
    aggregationFunction: 'sum',
  };
}

function blockOf(
  kind: ProfileKind,
  selector: Labels,
  { pod, profiles }: SumRead,
  summed: Samples,
  share: number,
): ProfileBlock {
  const from = Math.min(...profiles.map(({ interval }) => interval.from));
  const to = Math.max(...profiles.map(({ interval }) => interval.to));
  const recordedMs = sumOf(profiles.map(({ interval }) => interval.to - interval.from));
  const bytes = encodePprof({
    ...summed,
    format: 'pprof',
    sampleTypes: [{ type: SAMPLE_TYPES[kind], unit: 'nanoseconds' }],
    period: 0,
    periodType: { type: '', unit: '' },
    timeMs: from,
    durationSeconds: recordedMs / 1000,
  });
  return {
    kind,
    pod: pod === '' ? 'all pods' : pod,
    labels: { ...commonLabels(profiles.map(({ labels }) => labels)), ...selector },
    interval: { from, to },
    seconds: (recordedMs * share) / 1000,
    bytes,
  };
}

function meanLength(profiles: readonly ListedProfile[]): number {
  return Math.round(sumOf(profiles.map(({ interval }) => interval.to - interval.from)) / Math.max(1, profiles.length));
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
