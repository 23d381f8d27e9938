import { readExpression } from '../../adapters/metrics/burn-expression.ts';
import type { Alert } from '../../core/alert/alert.ts';
import type { BurnPair } from '../../core/alert/burn.ts';
import { formatDuration } from '../../core/alert/duration.ts';
import { generatorExpression } from '../../core/alert/generator-expression.ts';
import { factsOf } from '../../core/alert/map-alert.ts';
import type { Mapping } from '../../core/alert/mapping.ts';
import { objectiveOf, type PlannedAlert } from '../../core/alert/plan-alert.ts';
import { traceMapping, type MappingTrace } from '../../core/alert/trace-mapping.ts';
import { placeAlert } from '../../core/incident/episode.ts';
import type { Incident } from '../../core/incident/incident.ts';
import { isoInstant, type Instant, type Window } from '../../core/instant.ts';
import type { Explained } from './explained.ts';
import type { Times } from './explain-times.ts';

/** What the alerts of one payload need to know of each other: they may join one incident. */
export interface Explaining {
  readonly mapping: Mapping;
  readonly now: Instant;
  /** Latest incident of each service, as if nothing had happened before this payload. */
  readonly incidents: Map<string, Incident>;
  readonly times: (incident: Incident) => Promise<Times>;
}

export async function explainAlert(alert: Alert, explaining: Explaining): Promise<readonly Explained[]> {
  const expression = generatorExpression(alert.generatorUrl);
  const { pairs, problem } = expression === undefined ? { pairs: [] } : readExpression(expression);
  const trace = traceMapping(alert, pairs, explaining.mapping);
  const unread = problem === undefined ? [] : [`Its expression cannot be read: ${problem}.`];
  if (trace.mapped.kind === 'none') {
    return [{ ...leftAlone(alert, pairs, trace, explaining.mapping), notices: unread }];
  }
  const failures = [...unread, ...trace.mapped.failures];
  const explained: Explained[] = [];
  for (const planned of trace.mapped.plans) {
    const one = await explainPlan(alert, planned, trace, explaining);
    explained.push({ ...one, notices: [...failures, ...one.notices] });
  }
  return explained;
}

/** Also of an alert that is left alone it is said what it would have been about. */
function leftAlone(alert: Alert, pairs: readonly BurnPair[], trace: MappingTrace, mapping: Mapping): Explained {
  const facts = factsOf(alert, pairs, mapping);
  const { slo } = facts;
  const objective = slo.objective ?? objectiveOf(facts.pairs[0]);
  return {
    ...faceOf(alert),
    action: 'ignore',
    reason: trace.mapped.kind === 'none' ? trace.mapped.reason : '',
    dialect: slo.dialect === 'none' && facts.pairs.length > 0 ? 'expression' : slo.dialect,
    ...(slo.service === undefined ? {} : { service: slo.service }),
    slo: slo.slo,
    ...(slo.sli === undefined ? {} : { sli: slo.sli }),
    ...(objective === undefined ? {} : { objective }),
    burn: facts.pairs.map((pair) => tierOf(pair)),
    rules: trace.rules,
    builtIn: trace.builtIn,
    notices: [],
    asked: [],
  };
}

async function explainPlan(
  alert: Alert,
  { plan, because, origins }: PlannedAlert,
  trace: MappingTrace,
  { now, incidents, times }: Explaining,
): Promise<Explained> {
  const placed = placeAlert(alert, plan, incidents.get(plan.service), now, alert.fingerprint);
  if (placed.action !== 'ignore') incidents.set(plan.service, placed.incident);
  const opened =
    'incident' in placed
      ? placed.incident
      : asIncident(alert, placeAlert({ ...alert, status: 'firing' }, plan, undefined, now, alert.fingerprint));
  const found = opened && (await times({ ...opened, alerts: [alert], plan, startsAt: alert.startsAt }));
  return {
    ...faceOf(alert),
    action: placed.action,
    reason: `${because}: ${placed.reason}`,
    dialect: plan.dialect,
    service: plan.service,
    slo: plan.slo,
    ...(plan.sli === undefined ? {} : { sli: plan.sli }),
    ...(plan.objective === undefined ? {} : { objective: plan.objective }),
    burn: (plan.burn.length > 0 ? plan.burn : found?.pair === undefined ? [] : [found.pair]).map((pair) =>
      tierOf(pair, found !== undefined && found.asked.length > 0 ? found.pair : undefined),
    ),
    rule: plan.rule,
    ...(plan.owner === undefined ? {} : { owner: plan.owner }),
    channel: plan.channels.join(', '),
    profiles: plan.profiles,
    selector: plan.selector,
    ...(plan.trafficQuery === undefined ? {} : { traffic: plan.trafficQuery }),
    settings: origins,
    rules: trace.rules,
    builtIn: trace.builtIn,
    ...(found === undefined ? { notices: [], asked: [] } : timesOf(alert, found)),
  };
}

/** A resolved alert that opens nothing still had its minutes. */
function asIncident(alert: Alert, placed: ReturnType<typeof placeAlert>): Incident | undefined {
  if (!('incident' in placed)) return undefined;
  return { ...placed.incident, ...(alert.endsAt === undefined ? {} : { endedAt: alert.endsAt }) };
}

function timesOf(alert: Alert, found: Times) {
  const { onset, windows, activeAt, source, notices, asked } = found;
  return {
    source,
    onset: {
      at: isoInstant(onset.at),
      method: onset.method,
      activeAt: isoInstant(activeAt),
      firedAt: isoInstant(alert.startsAt),
      certain: onset.certain,
      note: onset.note,
      ...(onset.burnRate === undefined ? {} : { burnRate: Math.round(onset.burnRate * 10) / 10 }),
    },
    windows: {
      comparison: iso(windows.comparison),
      baseline: { ...iso(windows.baseline), mode: windows.mode, note: windows.note },
    },
    notices,
    asked,
  };
}

function faceOf({ fingerprint, labels, status }: Alert): Pick<Explained, 'fingerprint' | 'name' | 'status'> {
  return { fingerprint, name: labels['alertname'] ?? '', status };
}

function tierOf(pair: BurnPair, fired?: BurnPair): Explained['burn'][number] {
  const { longSeconds, shortSeconds, factor } = pair;
  const same = fired?.longSeconds === longSeconds && fired.shortSeconds === shortSeconds;
  return {
    long: formatDuration(longSeconds),
    short: formatDuration(shortSeconds),
    ...(factor === undefined ? {} : { factor }),
    ...(same ? { fired: true } : {}),
  };
}

function iso(window: Window): { from: string; to: string } {
  return { from: isoInstant(window.from), to: isoInstant(window.to) };
}
