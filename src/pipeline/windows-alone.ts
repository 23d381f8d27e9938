import type { BurnPair } from '../core/alert/burn.ts';
import { chooseWindows } from '../core/incident/choose-windows.ts';
import { onsetFromAlert, type Onset } from '../core/incident/onset.ts';
import type { Instant } from '../core/instant.ts';
import type { Asking } from './asking.ts';
import type { Active, FoundWindows, Sought } from './found-windows.ts';

/** What is known without asking, or after asking in vain. */
export function windowsAlone(
  { incident, now, rules }: Sought,
  notices: readonly string[],
  asking?: Asking,
  active?: Active,
): FoundWindows {
  const { plan, endedAt } = incident;
  const firedAt = incident.alerts[0]?.startsAt ?? incident.startsAt;
  const pair = active?.pair ?? plan.burn.toSorted((a, b) => a.longSeconds - b.longSeconds)[0];
  const activeAt = active?.activeAt ?? firedAt - (plan.forSeconds ?? 0) * 1000;
  const onset = typeof rules.onset === 'number' ? fixed(firedAt - rules.onset) : onsetFromAlert(activeAt, pair);
  const windows = chooseWindows({
    onset,
    now,
    rules,
    ...(pair === undefined ? {} : { pair }),
    ...endOf(endedAt, pair),
  });
  return {
    onset,
    windows,
    activeAt,
    ...(pair === undefined ? {} : { pair }),
    notices: [...notices, ...(asking?.notices ?? [])],
    asked: asking?.asked ?? [],
  };
}

function fixed(at: Instant): Onset {
  return { at, method: 'fixed', certain: false, note: 'set by the configuration' };
}

/** An alert resolves about a short window after the burn ended. */
export function endOf(endedAt: Instant | undefined, pair: BurnPair | undefined): { endedAt?: Instant } {
  return endedAt === undefined ? {} : { endedAt: endedAt - (pair?.shortSeconds ?? 0) * 1000 };
}
