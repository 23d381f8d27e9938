import type { Instant } from '../../core/instant.ts';
import { OverQuota } from './push-refusal.ts';

export interface QuotaLimits {
  readonly profiles_per_minute: number;
  readonly megabytes_per_minute: number;
}

/** What a service may still push; a minute without any fills it up. */
interface Purse {
  profiles: number;
  bytes: number;
  at: Instant;
}

const MINUTE = 60_000;
const MEGABYTE = 1024 * 1024;

/** Counts what each service pushes: a minute's worth at once, then as it comes back. Throws OverQuota with the time to wait. */
export function countQuota(limits: QuotaLimits): (service: string, bytes: number, now: Instant) => void {
  const most = { profiles: limits.profiles_per_minute, bytes: limits.megabytes_per_minute * MEGABYTE };
  const purses = new Map<string, Purse>();
  let swept = 0;
  return (service, bytes, now) => {
    sweep(now);
    const purse = purses.get(service) ?? { ...most, at: now };
    const share = Math.max(0, now - purse.at) / MINUTE;
    purse.profiles = Math.min(most.profiles, purse.profiles + share * most.profiles);
    purse.bytes = Math.min(most.bytes, purse.bytes + share * most.bytes);
    purse.at = now;
    purses.set(service, purse);
    refuse(service, 'profiles', purse.profiles < 1 ? 1 - purse.profiles : 0, `${most.profiles} profiles`);
    // One that is larger than all that is left is taken on credit: it could never be pushed otherwise.
    refuse(service, 'bytes', purse.bytes <= 0 ? 1 - purse.bytes : 0, `${limits.megabytes_per_minute} MB`);
    purse.profiles -= 1;
    purse.bytes -= bytes;
  };

  function refuse(service: string, what: keyof typeof most, missing: number, allowed: string): void {
    if (missing === 0) return;
    const setting = what === 'profiles' ? 'profiles_per_minute' : 'megabytes_per_minute';
    throw new OverQuota(
      `service ${JSON.stringify(service.slice(0, 80))} pushes more than ${allowed} a minute (web.ingest_quota.${setting})`,
      Math.max(1, Math.ceil((missing / most[what]) * 60)),
    );
  }

  /** Forgets those that are full again. */
  function sweep(now: Instant): void {
    if (now - swept < MINUTE) return;
    swept = now;
    for (const [service, purse] of purses) {
      const share = (now - purse.at) / MINUTE;
      if (purse.profiles + share * most.profiles >= most.profiles && purse.bytes + share * most.bytes >= most.bytes)
        purses.delete(service);
    }
  }
}
