import type { DeployCheck } from '../core/deploy/deploy-check.ts';
import { chooseSides, type DeploySides } from '../core/deploy/deploy-windows.ts';
import type { Deploy } from '../core/deploy/deploy.ts';
import { joinTellings, otherSpelling, sameRollout } from '../core/deploy/same-rollout.ts';
import { Failure } from '../core/failure.ts';
import { LATE_PROFILES_MS, minutesOf } from '../core/incident/refinement.ts';
import { WINDOW_RULES } from '../core/incident/window-rules.ts';
import type { Instant } from '../core/instant.ts';
import type { DeployRow } from './deploy-ports.ts';
import type { DeployWorld } from './deploy-world.ts';
import { finishCheck } from './finish-check.ts';
import { lookAtDeploy } from './look-at-deploy.ts';
import { planCheck } from './plan-check.ts';
import { tellCheck } from './tell-check.ts';

/** From one look to the next at first; each later pause is twice as long, up to the second. */
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 30 * 60_000;
/** Fetching a repository must not hold up the comparison; what is missing then is fetched when it is blamed. */
const REFRESH_TIMEOUT_MS = 20_000;
const SOURCES_TIMEOUT_MS = 5_000;
/** How many deploys of a service are looked through for other tellings of the same one. */
const MOST_TELLINGS = 50;
/** Agents that push late have pushed by then. */
const ALL_PUSHED_MS = 5 * LATE_PROFILES_MS;

type Waiting = DeployRow & { readonly check: DeployCheck };

/**
 * One look at a deploy, when its job comes: is it time, is there enough on both sides, what changed? Until that can be
 * said it enqueues its successor. Evidence and outcome are kept before anybody is told, so that a retry only tells.
 */
export async function checkDeploy(key: string, world: DeployWorld, signal: AbortSignal): Promise<void> {
  const row = await world.deployRecords.get(key);
  if (row?.check === undefined) return world.log.warn('no such deploy to be checked', { deploy: key });
  const { check } = row;
  if (check.state === 'given up') return;
  if (check.state === 'checked') return tellCheck({ ...row, check }, world, signal);
  const tellings = await tellingsOf(row, world);
  const first = tellings.find((other) => isEarlier(other, row));
  if (first !== undefined) return follow({ ...row, check }, first, world, signal);
  await look(
    { ...row, check },
    joinTellings(
      row.deploy,
      tellings.map(({ deploy }) => deploy),
    ),
    world,
    signal,
  );
}

async function look(row: Waiting, deploy: Deploy, world: DeployWorld, signal: AbortSignal): Promise<void> {
  const now = world.clock.now();
  if (deploy.status === 'failed') return giveUp(row, 'The rollout failed.', world, signal);
  const planned = await planCheck(row, deploy, world);
  if (planned.kind === 'failed') return waitOrGiveUp(row, `${planned.reason}.`, undefined, world, signal);
  const { subject } = planned;
  const rules = { ...(subject.plan.windows ?? WINDOW_RULES), warmUp: world.checks.warmUp };
  const sides = chooseSides(deploy, await othersAround(deploy, world, signal), now, rules, row.check.attempts > 0);
  const refreshed = row.check.attempts === 0 ? refresh(deploy.service, world, signal) : Promise.resolve();
  if (sides.kind === 'early') {
    await refreshed;
    return wait(row, row.check.attempts, sides.reason, sides.dueAt + LATE_PROFILES_MS, world);
  }
  if (sides.kind === 'none') return giveUp(row, `${sides.reason}.`, world, signal);
  const seen = await lookAtDeploy(subject, deploy, sides, now, world, signal);
  await refreshed;
  const { readiness, compared } = seen;
  const decides = readiness.kind === 'ready' || (readiness.isDecidable && isLastLook(row, sides, world));
  if (!decides || compared === undefined) {
    const why = readiness.kind === 'waits' ? readiness.why : 'Nothing could be compared.';
    return waitOrGiveUp(row, why, sides, world, signal);
  }
  const checked = await finishCheck(row, seen, compared, world);
  if (checked !== undefined) return tellCheck(checked, world, signal);
  await waitOrGiveUp(
    row,
    seen.thought.stages.notices.at(-1) ?? 'The evidence could not be kept.',
    sides,
    world,
    signal,
  );
}

/** Several sources tell of one rollout: the first one's row is looked at, the others take over what it came to. */
async function follow(row: Waiting, first: DeployRow, world: DeployWorld, signal: AbortSignal): Promise<void> {
  const { check } = first;
  const told = `${first.deploy.source} told of the same deploy before`;
  if (check === undefined || check.state === 'waiting') {
    const at = (check?.dueAt ?? world.clock.now()) + FIRST_PAUSE_MS;
    return wait(row, row.check.attempts, `Waits: ${told}, that is looked at.`, at, world);
  }
  const { dueAt: _over, ...rest } = check;
  const adopted = { ...rest, told: [], note: `As ${told}: ${check.note}` };
  await world.deployRecords.saveCheck(row.key, adopted);
  await tellCheck({ ...row, check: adopted }, world, signal, 'only sinks');
}

async function tellingsOf({ key, deploy }: DeployRow, { deployRecords }: DeployWorld): Promise<readonly DeployRow[]> {
  const rows = await deployRecords.list({ service: deploy.service, limit: MOST_TELLINGS });
  const others = rows.filter((row) => row.key !== key && row.check !== undefined);
  const all = rows.map((row) => row.deploy);
  const twin = otherSpelling(deploy, all);
  return others.filter((row) => row.deploy === twin || sameRollout(row.deploy, deploy, all));
}

function isEarlier(one: DeployRow, other: DeployRow): boolean {
  return one.seenAt < other.seenAt || (one.seenAt === other.seenAt && one.key < other.key);
}

/** Everything known that may lie in either side; nobody waits for a source that does not answer. */
async function othersAround(deploy: Deploy, world: DeployWorld, signal: AbortSignal): Promise<readonly Deploy[]> {
  const from = Math.min(deploy.startedAt ?? deploy.at, deploy.at) - 4 * WINDOW_RULES.max;
  const around = { from, to: world.clock.now() };
  const limit = AbortSignal.any([signal, AbortSignal.timeout(SOURCES_TIMEOUT_MS)]);
  try {
    return await world.deploys.between(deploy.service, around, limit);
  } catch (error) {
    if (signal.aborted) throw error;
    if (error instanceof Failure) world.meter.failure(error.code);
    world.log.warn('deploys nearby could not be asked for', { service: deploy.service, problem: String(error) });
    return world.deployRecords.between(deploy.service, around);
  }
}

async function refresh(service: string, world: DeployWorld, signal: AbortSignal): Promise<void> {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(REFRESH_TIMEOUT_MS)]);
    await world.repositories.refresh(service, limit);
  } catch (error) {
    if (signal.aborted) throw error;
    if (error instanceof Failure) world.meter.failure(error.code);
    world.log.warn('the repository could not be brought up to date', { service, problem: String(error) });
  }
}

/** Whether no later look can see more, or there is no time for one. */
function isLastLook(row: Waiting, sides: DeploySides, world: DeployWorld): boolean {
  const now = world.clock.now();
  const isClosed = sides.kind === 'sides' && sides.isClosed && now > sides.comparison.to + ALL_PUSHED_MS;
  return isClosed || nextLook(row, sides, now) > row.seenAt + world.checks.giveUpAfter;
}

function nextLook(row: Waiting, sides: DeploySides | undefined, now: Instant): Instant {
  const next = now + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (row.check.attempts + 1));
  const full = sides?.kind === 'sides' && sides.growsUntil !== undefined ? sides.growsUntil + LATE_PROFILES_MS : next;
  return Math.min(next, full);
}

async function waitOrGiveUp(
  row: Waiting,
  why: string,
  sides: DeploySides | undefined,
  world: DeployWorld,
  signal: AbortSignal,
): Promise<void> {
  const now = world.clock.now();
  const next = nextLook(row, sides, now);
  if (sides === undefined ? next <= row.seenAt + world.checks.giveUpAfter : !isLastLook(row, sides, world)) {
    return wait(row, row.check.attempts + 1, why, next, world);
  }
  const waited = minutesOf(Math.max(0, now - row.seenAt));
  await giveUp(
    { ...row, check: { ...row.check, attempts: row.check.attempts + 1 } },
    `Given up after ${waited}. ${why}`,
    world,
    signal,
  );
}

async function wait(row: Waiting, attempts: number, note: string, dueAt: Instant, world: DeployWorld): Promise<void> {
  const { deploy, key } = row;
  await world.deployRecords.saveCheck(key, { ...row.check, attempts, note, dueAt });
  await world.deployQueue.enqueue(key, dueAt);
  world.log.info('deploy waits', { deploy: key, service: deploy.service, version: deploy.toVersion, note });
}

async function giveUp(row: Waiting, note: string, world: DeployWorld, signal: AbortSignal): Promise<void> {
  const { deploy, key } = row;
  const { dueAt: _over, ...rest } = row.check;
  const check: DeployCheck = { ...rest, state: 'given up', checkedAt: world.clock.now(), note };
  await world.deployRecords.saveCheck(key, check);
  world.meter.deployCheck('given up');
  world.log.info('deploy given up', { deploy: key, service: deploy.service, version: deploy.toVersion, note });
  await tellCheck({ ...row, check }, world, signal, 'only sinks');
}
