import { Failure } from '../core/failure.ts';
import { compactProfiles } from './compact-profiles.ts';
import type { Breath, House, HouseRules } from './house.ts';
import { reconcileBlobs } from './reconcile-blobs.ts';
import { removeOld } from './remove-old.ts';
import { sweepBlobs } from './sweep-blobs.ts';

const LEASE = 'housekeeping';
const LEASE_MS = 120_000;
const BREATH_MS = 5;

/**
 * One round: what is too old or too much goes, then blobs that nothing names, and small profiles are merged. `thorough`
 * also holds the blobs against the rows, which finds what a killed process left. A step that fails is logged, and the
 * others go on. Does nothing while another process is at it.
 */
export async function keepHouse(
  rules: HouseRules,
  house: House,
  thorough: boolean,
  signal: AbortSignal,
): Promise<'done' | 'busy elsewhere'> {
  const { leases, holder, clock, log } = house;
  let heldUntil = 0;
  const breathe: Breath = async () => {
    if (signal.aborted) return false;
    await clock.sleep(BREATH_MS, signal);
    if (clock.now() < heldUntil - LEASE_MS / 2) return true;
    if (!(await leases.hold(LEASE, holder, LEASE_MS))) return false;
    heldUntil = clock.now() + LEASE_MS;
    return true;
  };
  if (!(await breathe())) return 'busy elsewhere';
  try {
    const steps: readonly (readonly [string, () => Promise<void>])[] = [
      ['remove what is old', () => removeOld(rules, house, breathe)],
      ['hold blobs against rows', async () => (thorough ? reconcileBlobs(house, breathe) : undefined)],
      ['merge profiles', () => compactProfiles(rules, house, breathe, signal)],
      ['delete blobs', () => sweepBlobs(house, breathe)],
      ['count', async () => house.meter.stored(await house.aging.usage())],
    ];
    for (const [step, work] of steps) {
      try {
        await work();
      } catch (error) {
        if (signal.aborted) return 'done';
        if (!(error instanceof Failure)) throw error;
        log.warn('housekeeping: a step failed and is tried again in the next round', { step, problem: error.message });
      }
    }
    return 'done';
  } finally {
    await leases.release(LEASE, holder);
  }
}
