import type { Labels } from '../core/alert/alert.ts';
import type { Instant, Window } from '../core/instant.ts';
import type { SampleFilter } from '../core/profile/one-column.ts';
import type { ProfileKind } from '../core/profile/profile.ts';
import { findSeries, TooMuchAsked, type StoreSelector } from './find-series.ts';
import type { Blobs, Log } from './ports.ts';
import type {
  KeptProfile,
  KeptSeries,
  ProfileCatalogue,
  ProfileSums,
  SumForm,
  Summed,
  SumRequest,
} from './querier-ports.ts';

export interface StoreQuestion {
  readonly kind: ProfileKind;
  readonly selector: StoreSelector;
  /** Both ends count. */
  readonly window: Window;
  readonly filter: SampleFilter;
}

export interface StoreWorld {
  readonly catalogue: ProfileCatalogue;
  readonly blobs: Pick<Blobs, 'get'>;
  readonly sums: ProfileSums;
  readonly log: Pick<Log, 'warn'>;
}

/** One point of a sum over time: what was recorded since the point before. */
export interface SummedPoint {
  readonly at: Instant;
  readonly nanoseconds: number;
}

export interface SummedSeries {
  readonly labels: Labels;
  readonly points: readonly SummedPoint[];
  readonly nanoseconds: number;
}

export interface Looking {
  /** Everything that fits, added up; undefined where nothing does. */
  merge(question: StoreQuestion, result: SumForm, signal: AbortSignal): Promise<Summed | undefined>;
  /**
   * Sums by these labels at `from`, `from + step`, …, each of what lies after the point before it; the first one of what
   * lies before the window. Largest series first, at most `limit` of them unless it is 0.
   */
  overTime(
    question: StoreQuestion,
    by: { readonly labels: readonly string[]; readonly stepMs: number; readonly limit: number },
    signal: AbortSignal,
  ): Promise<readonly SummedSeries[]>;
}

/** Of one sum, packed: what is read lies in memory at once. */
const MOST_MERGED_BYTES = 64 * 1024 * 1024;
const MOST_PROFILES = 20_000;
/** Totals of profiles are asked for again and again; what is stored never changes. */
const MOST_REMEMBERED = 100_000;
/** Profiles whose totals are found together. */
const BATCH_BYTES = 8 * 1024 * 1024;
/** Blobs read side by side: from object storage each takes some milliseconds. */
const AT_ONCE = 16;

/** Ways to look into the store. Throw TooMuchAsked for questions that take too much, Failures, and what `signal` says. */
export function lookIntoStore({ catalogue, blobs, sums, log }: StoreWorld): Looking {
  const remembered = new Map<string, number>();
  return {
    async merge(question, result, signal) {
      const { kept } = await find(question, question.window);
      if (kept.length === 0) return undefined;
      const bytes = kept.reduce((all, profile) => all + profile.bytes, 0);
      if (bytes > MOST_MERGED_BYTES)
        throw new TooMuchAsked(
          `${kept.length} profiles of ${megabytes(bytes)} match, at most ${megabytes(MOST_MERGED_BYTES)} are added up: ` +
            'shorten the range, or add label matchers',
        );
      return sum(question, kept, result, signal);
    },
    async overTime(question, { labels, stepMs, limit }, signal) {
      const { from, to } = question.window;
      const { series, kept } = await find(question, { from: from - stepMs, to });
      const totals = await totalsOf(question, kept, signal);
      const groups = new Map<string, { readonly labels: Labels; readonly points: Map<Instant, number> }>();
      for (const [nth, { at, series: id }] of kept.entries()) {
        // Pyroscope's first point has both of its ends.
        const point = from + Math.max(0, Math.ceil((at - from) / stepMs)) * stepMs;
        if (point > to || totals[nth] === 0) continue;
        const shown = labels.flatMap((name) => {
          const text = series.get(id)?.labels[name];
          return text === undefined ? [] : [[name, text] as const];
        });
        const key = JSON.stringify(shown);
        const group = groups.get(key) ?? { labels: Object.fromEntries(shown), points: new Map<Instant, number>() };
        group.points.set(point, (group.points.get(point) ?? 0) + totals[nth]!);
        groups.set(key, group);
      }
      const summed = Array.from(groups.values(), summedSeries).toSorted((a, b) => b.nanoseconds - a.nanoseconds);
      return limit > 0 ? summed.slice(0, limit) : summed;
    },
  };

  async function find(
    { selector, kind }: StoreQuestion,
    window: Window,
  ): Promise<{ readonly series: ReadonlyMap<string, KeptSeries>; readonly kept: readonly KeptProfile[] }> {
    const found = await findSeries([selector], window, catalogue, kind);
    const series = new Map(found.map((one) => [one.id, one]));
    if (series.size === 0) return { series, kept: [] };
    const kept = await catalogue.profiles([...series.keys()], window, MOST_PROFILES + 1);
    if (kept.length > MOST_PROFILES)
      throw new TooMuchAsked(`more than ${MOST_PROFILES} profiles match: shorten the range, or add label matchers`);
    return { series, kept };
  }

  async function totalsOf(
    question: StoreQuestion,
    kept: readonly KeptProfile[],
    signal: AbortSignal,
  ): Promise<readonly number[]> {
    const keys = kept.map(({ hash, counts }) => JSON.stringify([hash, question.kind, counts, question.filter]));
    const todo = [...new Map(kept.map((profile, nth) => [keys[nth]!, profile]))].filter(
      ([key]) => !remembered.has(key),
    );
    const fresh = new Map<string, number>();
    while (todo.length > 0) {
      let bytes = 0;
      const fits = todo.findIndex(([, profile]) => (bytes += profile.bytes) > BATCH_BYTES);
      const batch = todo.splice(0, fits < 0 ? todo.length : Math.max(1, fits));
      const profiles = batch.map(([, profile]) => profile);
      const summed = await sum(question, profiles, { form: 'totals' }, signal);
      if (summed.form !== 'totals') continue;
      for (const [nth, [key]] of batch.entries()) fresh.set(key, summed.totals[nth] ?? 0);
    }
    const totals = keys.map((key) => fresh.get(key) ?? remembered.get(key) ?? 0);
    for (const [key, total] of fresh) remembered.set(key, total);
    for (const key of remembered.keys()) {
      if (remembered.size <= MOST_REMEMBERED) break;
      remembered.delete(key);
    }
    return totals;
  }

  async function sum(
    { kind, filter, window }: StoreQuestion,
    kept: readonly KeptProfile[],
    result: SumForm,
    signal: AbortSignal,
  ): Promise<Summed> {
    const sources: SumRequest['sources'][number][] = [];
    for (let at = 0; at < kept.length; at += AT_ONCE) {
      signal.throwIfAborted();
      const batch = kept.slice(at, at + AT_ONCE);
      const read = await Promise.all(batch.map(({ hash }) => blobs.get(hash)));
      for (const [nth, { counts }] of batch.entries()) {
        // One that is lost counts as nothing, and keeps its place.
        sources.push({ bytes: read[nth] ?? new Uint8Array(), ...(counts === undefined ? {} : { counts }) });
      }
    }
    const { unread, ...summed } = await sums.sum({ kind, filter, sources, result, timeMs: window.to }, signal);
    if (unread.length > 0)
      log.warn('stored profiles were left out of a sum', { profiles: unread.length, problem: unread[0] });
    return summed;
  }
}

function summedSeries({
  labels,
  points,
}: {
  readonly labels: Labels;
  readonly points: ReadonlyMap<Instant, number>;
}): SummedSeries {
  const sorted = [...points].toSorted(([a], [b]) => a - b).map(([at, nanoseconds]) => ({ at, nanoseconds }));
  return { labels, points: sorted, nanoseconds: sorted.reduce((sum, point) => sum + point.nanoseconds, 0) };
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / (1024 * 1024))} MB`;
}
