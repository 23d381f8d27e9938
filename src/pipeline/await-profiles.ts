import type { ChosenWindows } from '../core/incident/choose-windows.ts';
import { LATE_PROFILES_MS } from '../core/incident/refinement.ts';
import { fetchProfiles, type GatheredProfiles } from './fetch-profiles.ts';
import type { AlertPlan } from '../core/incident/incident.ts';
import type { Meter, ProfileStore, WaitingClock } from './ports.ts';

/** How often the stores are asked again. */
const EVERY_MS = 3_000;
/** After the end of the comparison window agents have pushed what they recorded of it, or never will. */
const STILL_PUSHED_MS = 2 * LATE_PROFILES_MS;

/** Nothing of the burn yet, while the service is known to send profiles, and what it sends may be on its way. */
export function areLate({ blocks }: GatheredProfiles, windows: ChosenWindows, now: number): boolean {
  const has = (side: 'baseline' | 'comparison') => blocks.some((block) => block.side === side);
  return has('baseline') && !has('comparison') && now - windows.comparison.to < STILL_PUSHED_MS;
}

/** Asks the stores again until there is something of the burn, or for as long as `mostMs`, and says so. */
export async function awaitProfiles(
  soFar: GatheredProfiles,
  plan: AlertPlan,
  windows: ChosenWindows,
  world: {
    readonly stores: readonly ProfileStore[];
    readonly clock: WaitingClock;
    readonly meter: Pick<Meter, 'failure'>;
  },
  mostMs: number,
  signal: AbortSignal,
): Promise<GatheredProfiles> {
  const begun = world.clock.now();
  let gathered = soFar;
  let waited = 0;
  while (waited + EVERY_MS <= mostMs && areLate(gathered, windows, begun)) {
    await world.clock.sleep(EVERY_MS, signal);
    const newer = await fetchProfiles(plan, windows, world.stores, signal, ({ code }) => world.meter.failure(code));
    // A store that went away meanwhile must not take back what it gave.
    if (newer.blocks.length >= gathered.blocks.length) gathered = newer;
    // The clock counts the time of the answers too; a clock that stands still must not make us wait for ever.
    waited = Math.max(waited + EVERY_MS, world.clock.now() - begun);
  }
  if (waited === 0) return gathered;
  const came = gathered.blocks.some((block) => block.side === 'comparison');
  const told = `Waited ${Math.round(waited / 1000)} s for profiles of the burn${came ? '' : '; none came'}.`;
  return { ...gathered, notices: [told, ...gathered.notices] };
}
