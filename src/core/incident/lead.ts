import type { AlertPlan, Incident } from './incident.ts';

/**
 * Of the two to four alerts that one burn raises the fastest tier leads: the shortest long window, then the highest
 * factor. An alert without windows leads nobody.
 */
export function isFaster(plan: AlertPlan, than: AlertPlan): boolean {
  const [mine, theirs] = [longSeconds(plan), longSeconds(than)];
  return mine < theirs || (mine === theirs && Number.isFinite(mine) && factor(plan) > factor(than));
}

function longSeconds(plan: AlertPlan): number {
  return Math.min(...plan.burn.map((pair) => pair.longSeconds));
}

function factor(plan: AlertPlan): number {
  return Math.max(...plan.burn.map((pair) => pair.factor ?? 0));
}

/** More than anybody reads; labels of strangers must not grow an incident without end. */
const MOST_SLOS = 50;

/**
 * The incident with one more plan. Before the investigation begins a faster one takes over as it is; later it is for
 * the second look, which still speaks to everybody who was told. Who would be woken by an alert as fast as the one
 * that leads hears of it as well; a slower one wakes nobody more. Only a team's own alerts speak for it: what
 * another team's rule calls by the same name must not keep anybody from hearing.
 */
export function withPlan(incident: Incident, plan: AlertPlan, fingerprint: string): Incident {
  const faster = isFaster(plan, incident.plan);
  const slo = faster ? plan.slo : incident.slo;
  const also = new Set([...(incident.also ?? []), incident.slo, plan.slo]);
  also.delete(slo);
  const others = also.size === 0 ? {} : { also: [...also].slice(0, MOST_SLOS) };
  const sameTeam = plan.owner === incident.plan.owner;
  if (!faster) {
    if (isFaster(incident.plan, plan) && sameTeam) return { ...incident, ...others };
    return { ...incident, ...others, plan: { ...incident.plan, channels: both(incident.plan, plan) } };
  }
  const channels = incident.state === 'queued' && sameTeam ? plan.channels : both(incident.plan, plan);
  const leading = incident.alerts.filter((alert) => alert.fingerprint === fingerprint);
  const following = incident.alerts.filter((alert) => alert.fingerprint !== fingerprint);
  return { ...incident, ...others, slo, alerts: [...leading, ...following], plan: { ...plan, channels } };
}

function both(first: AlertPlan, second: AlertPlan): readonly string[] {
  return [...new Set([...first.channels, ...second.channels])];
}
