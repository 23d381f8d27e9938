import type { DeployCheck } from '../core/deploy/deploy-check.ts';
import { isWorthTelling } from '../core/deploy/judge-deploy.ts';
import { Failure } from '../core/failure.ts';
import type { DeployRow, VerdictSink } from './deploy-ports.ts';
import type { DeployWorld } from './deploy-world.ts';
import { openIncidents } from './finish-check.ts';
import { say } from './say.ts';

/** A code host that does not answer must not hold up the next check. */
const SINK_TIMEOUT_MS = 30_000;

/**
 * Tells what a check came to: every sink of every outcome, the channels of the service only of what is sure, and not
 * again what an open incident has told them. Rejects with the chat's failure, to be retried: posts are remembered.
 */
export async function tellCheck(
  row: DeployRow & { readonly check: DeployCheck },
  world: DeployWorld,
  signal: AbortSignal,
  whom: 'everybody' | 'only sinks' = 'everybody',
): Promise<void> {
  // Nobody waits for anybody, and all are heard out before a failure is told.
  const outcomes = await Promise.allSettled([
    ...(whom === 'everybody' ? [tellChannels(row, world, signal)] : []),
    ...world.sinks.map((sink) => tellSink(sink, row, world, signal)),
  ]);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

async function tellSink(
  sink: VerdictSink,
  row: DeployRow & { readonly check: DeployCheck },
  { links, log, meter }: DeployWorld,
  signal: AbortSignal,
): Promise<void> {
  const { evidenceId } = row.check;
  const page = links.sign(evidenceId === undefined ? `/deploys/${row.key}` : `/incidents/${evidenceId}`);
  try {
    await sink.tell(row, row.check, page, AbortSignal.any([signal, AbortSignal.timeout(SINK_TIMEOUT_MS)]));
  } catch (error) {
    if (signal.aborted) throw error;
    const code = error instanceof Failure ? error.code : 'UNEXPECTED';
    meter.failure(code);
    log.warn('the verdict on a deploy could not be told', {
      sink: sink.name,
      deploy: row.key,
      code,
      why: String(error),
    });
  }
}

async function tellChannels(
  { key, deploy, check }: DeployRow & { readonly check: DeployCheck },
  world: DeployWorld,
  signal: AbortSignal,
): Promise<void> {
  if (!isWorthTelling(check) || world.checks.tell === 'never') return;
  const [evidence, subject] = await Promise.all([world.evidence.find(key), world.checkedSubjects.subject(key)]);
  if (evidence === undefined || subject === undefined) return;
  const { channels } = subject.plan;
  if (channels.every((channel) => check.told.includes(channel))) return;
  const burning = await openIncidents(deploy, world, world.clock.now());
  if (burning.some(({ names }) => names)) {
    return world.log.info('an open incident names the deploy already', { deploy: key, service: deploy.service });
  }
  await say(subject, channels, evidence, world, signal);
  await world.deployRecords.saveCheck(key, { ...check, told: channels });
}
