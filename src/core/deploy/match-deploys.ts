import type { Instant, Window } from '../instant.ts';
import type { Deploy, DeploySource } from './deploy.ts';
import { isOver } from './complete-deploy.ts';
import { joinTellings, sameRollout } from './same-rollout.ts';

/** Nobody reads more, and none is picked silently. */
const MOST = 3;
const HOUR_MS = 3_600_000;
/** Looked back from the alert: of slow burns, whose long window is of hours, for longer. */
const FAST_MS = 6 * HOUR_MS;
const SLOW_MS = 24 * HOUR_MS;
const SLOW_WINDOW_MS = 2 * HOUR_MS;
/** Clocks differ, and the onset is found to the minute. */
const SLACK_MS = 2 * 60_000;

/** How much a source proves: labels of what runs, then who deployed, then what ran when, then notes of people. */
const RANKS: Readonly<Record<DeploySource, number>> = {
  'profile labels': 0,
  'metric labels': 0,
  'command line': 0,
  github: 1,
  gitlab: 1,
  argocd: 1,
  flux: 1,
  cdevents: 1,
  generic: 1,
  'kube-state-metrics': 2,
  'grafana annotations': 3,
};

/** Where deploys are looked for: burns are told minutes to hours after they began (alerts.md; the long window of the alert). */
export function deployWindow(onset: Instant, firedAt: Instant, longWindowMs: number): Window {
  const back = longWindowMs >= SLOW_WINDOW_MS ? SLOW_MS : FAST_MS;
  return {
    from: Math.min(onset - back, firedAt - longWindowMs - HOUR_MS),
    to: Math.max(onset, Math.min(firedAt, onset + SLACK_MS)),
  };
}

/**
 * Deploys that may explain what began at `onset`, the likeliest first, each once however many sources told of it: they were over
 * before it, or going on then. Failed ones changed nothing.
 */
export function matchDeploys(deploys: readonly Deploy[], onset: Instant, service: string): readonly Deploy[] {
  const possible = deploys.filter(
    (one) => one.service === service && one.status !== 'failed' && (one.startedAt ?? one.at) <= onset + SLACK_MS,
  );
  const ranked = possible.toSorted((a, b) => RANKS[a.source] - RANKS[b.source] || b.at - a.at);
  const joined: Deploy[] = [];
  const told = new Set<Deploy>();
  for (const one of ranked) {
    if (told.has(one)) continue;
    const others = ranked.filter((other) => other !== one && !told.has(other) && sameRollout(one, other, ranked));
    for (const each of [one, ...others]) told.add(each);
    joined.push(joinTellings(one, others));
  }
  return joined.toSorted((a, b) => likeliness(b) - likeliness(a)).slice(0, MOST);

  /** The nearest before the onset; one proof is worth an hour. What was over is likelier than what goes on. */
  function likeliness(one: Deploy): number {
    const distance = Math.max(0, onset - one.at);
    return -distance - RANKS[one.source] * HOUR_MS - (isOver(one) ? 0 : HOUR_MS / 2);
  }
}
