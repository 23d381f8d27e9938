import type { Alert, AlertGroup } from '../core/alert/alert.ts';
import { generatorExpression } from '../core/alert/generator-expression.ts';
import { mapAlert, type Mapping } from '../core/alert/map-alert.ts';
import { placeAlert } from '../core/incident/episode.ts';
import type { Clock, Delivery, Expressions, Ledger, LedgerEntry, Log, Meter } from './ports.ts';

export interface ReceivingWorld {
  readonly ledger: Ledger;
  readonly expressions: Expressions;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Meter;
  readonly newId: () => string;
}

type Decision = Delivery['decisions'][number];

/**
 * Step 2: one delivery becomes durable rows and jobs in one commit. What nobody mapped, what repeats and what has
 * resolved is kept too; nothing is answered to the sender before the commit.
 */
export async function receiveAlerts(group: AlertGroup, mapping: Mapping, world: ReceivingWorld): Promise<void> {
  const receivedAt = world.clock.now();
  const decisions = await world.ledger.commit(async (entry) => {
    const decided: Decision[] = [];
    // In order of time, so that the earliest alert of a service leads its incident.
    for (const alert of [...group.alerts].sort((a, b) => a.startsAt - b.startsAt)) {
      decided.push(await decide(alert, mapping, entry, receivedAt, world));
    }
    await entry.saveDelivery({ receivedAt, group, decisions: decided });
    return decided;
  });
  for (const decision of decisions) {
    world.meter.alert(decision.action);
    world.log.info('alert received', { ...decision });
  }
}

async function decide(
  alert: Alert,
  mapping: Mapping,
  entry: LedgerEntry,
  now: number,
  world: ReceivingWorld,
): Promise<Decision> {
  const { fingerprint } = alert;
  const expression = generatorExpression(alert.generatorUrl);
  const pairs = expression === undefined ? [] : world.expressions.burnPairs(expression);
  const mapped = mapAlert(alert, pairs, mapping);
  if (mapped.kind === 'none') return { fingerprint, action: 'ignore', reason: mapped.reason };
  const latest = await entry.latestIncident(mapped.plan.service);
  const placed = placeAlert(alert, mapped.plan, latest, now, world.newId());
  if (placed.action !== 'ignore') await entry.saveIncident(placed.incident);
  if (placed.action === 'investigate') await entry.enqueueInvestigation(placed.incident.id);
  if (placed.action === 'join' && placed.refineAt !== undefined) {
    await entry.enqueueRefinement(placed.incident.id, placed.refineAt);
  }
  return { fingerprint, action: placed.action, reason: `${mapped.because}: ${placed.reason}` };
}
