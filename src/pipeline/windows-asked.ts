import type { Deploy } from '../core/deploy/deploy.ts';
import { findEnd } from '../core/incident/burn-end.ts';
import { keepBurn } from '../core/incident/kept-burn.ts';
import type { ChosenWindows } from '../core/incident/choose-windows.ts';
import type { Onset } from '../core/incident/onset.ts';
import type { Change } from '../core/incident/splits.ts';
import type { Instant, Window } from '../core/instant.ts';
import type { Asking } from './asking.ts';
import { findActiveAt } from './find-active.ts';
import { findChanges } from './find-changes.ts';
import { findPair } from './find-pair.ts';
import type { Active, FoundWindows, Sought } from './found-windows.ts';
import { locateBurn, withEarlierDays } from './locate-burn.ts';
import type { Expressions } from './ports.ts';
import { burnQueries, readBurn, recordedName, type ReadBurn } from './read-burn.ts';
import { endOf, windowsAlone } from './windows-alone.ts';

/** Room before the long window, to see the healthy time. */
const LOOK_BACK = 1.5;
/** How long after a burn its end is looked for. */
const QUIET = 15 * 60_000;
/** The baseline may slide back by three comparison windows. */
const SLIDES = 4;

export interface Informants {
  readonly asking: Asking;
  readonly expressions: Pick<Expressions, 'readRatio' | 'burnPairs'>;
  readonly shipped: (window: Window) => Promise<readonly Deploy[]>;
  /** Name of the metrics server. */
  readonly source: string;
}

/** The windows as metrics tell them; as the alert tells them where metrics hold nothing of the burn. Rejects when they fail. */
export async function windowsAsked(
  facts: Sought,
  { asking, expressions, shipped, source }: Informants,
): Promise<FoundWindows> {
  const { incident, rules } = facts;
  const { plan } = incident;
  const alert = incident.alerts[0];
  if (alert === undefined) return windowsAlone(facts, ['The incident holds no alert.'], asking);
  const name = alert.labels['alertname'] ?? '';
  const expressed = plan.burn.some((one) => one.shortRatio !== undefined);
  const recorded = recordedName(plan.burn, expressions);
  const [alertRules, recordRules] = await Promise.all([
    expressed ? [] : asking.rules('alert', name),
    recorded === undefined ? [] : asking.rules('record', recorded),
  ]);
  const found = expressed ? plan.burn : alertRules.flatMap((rule) => expressions.burnPairs(rule.query));
  const pairs = found.length > 0 ? found : plan.burn;
  const activeAt = await findActiveAt(alert, plan.forSeconds, alertRules, asking);
  const pair = await findPair(pairs, { activeAt, startsAt: alert.startsAt }, asking);
  const active: Active = { activeAt, ...(pair === undefined ? {} : { pair }) };
  const queries = pair && burnQueries(pairs, expressions, recordRules);
  if (rules.onset !== 'auto') return windowsAlone(facts, [], asking, active);
  if (pair === undefined || queries === undefined) {
    return windowsAlone(
      facts,
      ['The alert carries no burn-rate expression: the windows come from the alert alone.'],
      asking,
      active,
    );
  }
  const look = lookBack(facts, activeAt, pair.longSeconds);
  const until = Math.min(facts.now, look.to);
  const recent = { from: activeAt - pair.longSeconds * 1000 - rules.max, to: look.to };
  const [read, changed, deployed] = await Promise.all([
    readBurn(queries, alert.labels, look, asking),
    findChanges(plan.service, queries, recent, asking),
    asking.optional(shipped(recent), [], ''),
  ]);
  const changes = [...changed, ...deployed.map(asChange)];
  const withBurn = (told: FoundWindows): FoundWindows => {
    const burn = keepBurn({
      query: queries.ratio,
      shortSeconds: queries.shortSeconds,
      pair,
      ratio: read.ratio.points,
      ...(read.counted === undefined ? {} : { counted: read.counted.points }),
      windows: told.windows,
      moments: [told.onset.at, activeAt, alert.startsAt],
    });
    return burn === undefined ? told : { ...told, burn };
  };
  const located = locateBurn(read, activeAt, until, pair);
  if (located === undefined) {
    const notice = `${source} has no burning ${queries.ratio}: the windows come from the alert alone.`;
    return withBurn(windowsAlone(facts, [notice], asking, active));
  }
  const { onset, series } = located;
  const ended = findEnd(series, onset, Math.min(until, incident.endedAt ?? until));
  const end = ended === undefined ? endOf(incident.endedAt, pair) : { endedAt: ended };
  const chosen = { onset, now: facts.now, pair, rules, changes, ...end };
  const windows = await withEarlierDays(chosen, series, queries, alert, asking);
  return withBurn({
    onset,
    windows,
    activeAt,
    pair,
    ...(queries.counts === undefined
      ? {}
      : { requests: { query: queries.counts.total, shortSeconds: queries.shortSeconds } }),
    notices: [...ambiguity(read), ...doubted(onset), ...said(windows), ...asking.notices],
    asked: asking.asked,
  });
}

function asChange({ at, fromVersion, toVersion }: Deploy): Change {
  return { at, what: `deploy ${fromVersion === undefined ? '' : `${fromVersion} → `}${toVersion}` };
}

/** Nothing later than the longest comparison, and the quiet after it, has a say: a webhook may be looked at days later. */
function lookBack({ now, rules }: Sought, activeAt: Instant, longSeconds: number): Window {
  const from = activeAt - LOOK_BACK * longSeconds * 1000 - SLIDES * rules.max;
  return { from, to: Math.max(activeAt, Math.min(now, activeAt + rules.max + QUIET)) };
}

function ambiguity({ ambiguous }: ReadBurn): readonly string[] {
  return ambiguous > 1 ? [`The burn-rate series has ${ambiguous} groups; the hottest one was used for the onset.`] : [];
}

function doubted({ certain, note }: Onset): readonly string[] {
  return certain ? [] : [`When the burn began is uncertain: ${note}.`];
}

/** A baseline that is not simply right before the burn is worth a sentence. */
function said({ mode, note }: ChosenWindows): readonly string[] {
  return mode === 'before' ? [] : [`Baseline: ${note}.`];
}
