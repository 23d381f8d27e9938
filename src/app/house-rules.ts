import type { Config } from '../config/schema.ts';
import { WINDOW_RULES } from '../core/incident/window-rules.ts';
import type { HouseRules } from '../pipeline/house.ts';

/** Behind the furthest baseline: windows slide back from it, and incidents are looked at late. */
const MARGIN_MS = 24 * 3_600_000;

/** How long things are kept, as the configuration says it. */
export function houseRules(config: Config): HouseRules {
  const { profiles, evidence, deliveries, deploys } = config.storage;
  return {
    profilesMs: profiles.keep,
    profilesBytes: profiles.max_bytes,
    evidenceMs: evidence.keep,
    deliveriesMs: deliveries.keep,
    deploysMs: deploys.keep,
    compactAfterMs: profiles.compact_after,
    hourlyAfterMs: Math.max(profiles.compact_after, furthestBaseline(config) + MARGIN_MS),
  };
}

/** How far back any service looks for a baseline: what lies before need not be told apart by minutes. */
function furthestBaseline(config: Config): number {
  const levels = [config, ...config.teams].flatMap(({ defaults, services, rules }) => [
    defaults,
    ...Object.values(services),
    ...rules,
  ]);
  return Math.max(...levels.flatMap(({ baseline }) => baseline?.fallback ?? WINDOW_RULES.fallback));
}
