import type { Instant } from '../instant.ts';
import { smooth, type BurnRun } from './burn-run.ts';
import type { RatioPoint, Rise } from './fit-rise.ts';
import type { KnownPair } from './onset.ts';

interface Located {
  readonly points: readonly RatioPoint[];
  readonly at: Instant;
  readonly rise: Rise | undefined;
  readonly run: BurnRun;
  readonly activeAt: Instant;
  readonly pair: KnownPair;
  readonly counted: boolean;
}

/** A hole in the recording this long leaves the minute open. */
const GAP = 3 * 60_000;
/** What burned before the onset may have this share of the long window's excess. */
const EARLIER_SHARE = 0.3;
/** So much of the time since the onset may be quiet. */
const QUIET_SHARE = 0.15;
const QUIET_SPAN = 60_000;
const EVENTS_OF_A_SPAN = 10;

/** Why a located onset should not be relied upon; empty when nothing speaks against it. For people. */
export function doubtsOf(located: Located): readonly string[] {
  return [chronic(located), gap(located), earlier(located), intermittent(located)].flatMap((doubt) => doubt ?? []);
}

function chronic({ run, rise, pair }: Located): string | undefined {
  if (rise === undefined) return run.chronic ? 'it has been burning as far as we look back' : 'no rise can be made out';
  // Stray errors may keep the ratio over budget here and there without being a burn.
  if (rise.before <= pair.budget) return undefined;
  return 'it was over budget before already, as far as we look back: this is its strongest rise';
}

function gap({ points, at, run, activeAt }: Located): string | undefined {
  const known = points.filter((point) => Number.isFinite(point.number) && point.at <= activeAt);
  const next = known.findIndex((point) => point.at >= at);
  const previous = known[next - 1];
  const hole = next <= 0 || previous === undefined ? 0 : known[next]!.at - previous.at;
  const length = Math.max(hole, run.begin >= at && run.unknownBefore > GAP ? run.unknownBefore : 0);
  if (length <= GAP) return undefined;
  return `nothing was recorded for ${Math.round(length / 60_000)} min around it`;
}

function earlier({ points, at, activeAt, pair }: Located): string | undefined {
  const from = activeAt - pair.longSeconds * 1000;
  let before = 0;
  let all = 0;
  for (const point of points) {
    if (!Number.isFinite(point.number) || point.at <= from || point.at > activeAt) continue;
    const excess = Math.max(0, point.number - pair.budget) * (point.events ?? 1);
    all += excess;
    if (point.at <= at) before += excess;
  }
  if (all === 0 || before / all <= EARLIER_SHARE) return undefined;
  return `bursts before it burned too (${Math.round((before / all) * 100)} % of the alert's long window)`;
}

function intermittent({ points, at, activeAt, pair, counted, rise }: Located): string | undefined {
  const since = points.filter((point) => point.at > at && point.at <= activeAt);
  const events = since.reduce((sum, point) => sum + (point.events ?? 0), 0);
  const level = Math.max(rise?.after ?? 0, pair.budget);
  const perMillisecond = events / Math.max(1, activeAt - at);
  const span = counted ? Math.max(QUIET_SPAN, EVENTS_OF_A_SPAN / Math.max(1e-12, perMillisecond * level)) : 0;
  // A ratio over minutes has only begun to rise in the first of them.
  const settled = at + (counted ? span : QUIET_SPAN);
  const even = (counted ? smooth(since, span) : since).filter((point) => point.at >= settled);
  if (even.length < 4) return undefined;
  const quiet = even.filter((point) => point.number <= pair.budget).length / even.length;
  return quiet > QUIET_SHARE
    ? `it comes and goes: ${Math.round(quiet * 100)} % of the time since was quiet`
    : undefined;
}
