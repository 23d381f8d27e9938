import type { Alert, AlertGroup } from '../core/alert/alert.ts';
import { generatorExpression } from '../core/alert/generator-expression.ts';
import { mapAlert } from '../core/alert/map-alert.ts';
import type { Mapping } from '../core/alert/mapping.ts';
import { placeAlert } from '../core/incident/episode.ts';
import type { Delivery } from './delivery.ts';
import type { Clock, Expressions, Ledger, LedgerEntry, Log, Meter } from './ports.ts';

export interface ReceivingWorld {
  readonly ledger: Ledger;
  readonly expressions: Pick<Expressions, 'burnPairs'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Meter;
  readonly newId: () => string;
}

type Decision = Delivery['decisions'][number];

/** A decision and how loudly it is told. A rule that took an alert and could not use it wants a person's eye. */
interface Decided {
  readonly decision: Decision;
  readonly level: 'debug' | 'info' | 'warn';
}

/**
 * Step 2: one delivery becomes durable rows and jobs in one commit. What nobody mapped, what repeats and what has
 * resolved is kept too; nothing is answered to the sender before the commit.
 */
export async function receiveAlerts(group: AlertGroup, mapping: Mapping, world: ReceivingWorld): Promise<void> {
  const receivedAt = world.clock.now();
  const decided = await world.ledger.commit(async (entry) => {
    const all: Decided[] = [];
    // In order of time, so that the earliest alert of a service leads its incident.
    for (const alert of [...group.alerts].sort((a, b) => a.startsAt - b.startsAt)) {
      all.push(...(await decide(alert, mapping, entry, receivedAt, world)));
    }
    await entry.saveDelivery({ receivedAt, group, decisions: all.map(({ decision }) => decision) });
    return all;
  });
  for (const { decision, level } of decided) {
    world.meter.alert(decision.action);
    world.log[level]('alert received', { ...decision });
  }
}

/** One decision per plan; one alert may concern several services. */
async function decide(
  alert: Alert,
  mapping: Mapping,
  entry: LedgerEntry,
  now: number,
  world: ReceivingWorld,
): Promise<readonly Decided[]> {
  const { fingerprint } = alert;
  const ignored = (reason: string, level: Decided['level']): Decided => ({
    decision: { fingerprint, action: 'ignore', reason },
    level,
  });
  const expression = generatorExpression(alert.generatorUrl);
  const pairs = expression === undefined ? [] : world.expressions.burnPairs(expression);
  const mapped = mapAlert(alert, pairs, mapping);
  if (mapped.kind === 'none') {
    const quiet = mapped.cause === 'unmatched' && mapping.unmatched === 'ignore';
    return [ignored(mapped.reason, mapped.cause === 'failed' ? 'warn' : quiet ? 'debug' : 'info')];
  }
  const decided: Decided[] = mapped.failures.map((reason) => ignored(reason, 'warn'));
  for (const { plan, because } of mapped.plans) {
    const latest = await entry.latestIncident(plan.service);
    const placed = placeAlert(alert, plan, latest, now, world.newId());
    if (placed.action !== 'ignore') await entry.saveIncident(placed.incident);
    if (placed.action === 'investigate') await entry.enqueueInvestigation(placed.incident.id);
    if (placed.action === 'join' && placed.tell) await entry.enqueueTelling(placed.incident.id);
    if (placed.action === 'join' && placed.refineAt !== undefined) {
      await entry.enqueueRefinement(placed.incident.id, placed.refineAt);
    }
    const decision = { fingerprint, action: placed.action, reason: `${because}: ${placed.reason}` };
    decided.push({ decision, level: 'info' });
  }
  return decided;
}
