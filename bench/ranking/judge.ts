import { canonicalName } from '../../src/core/profile/canonical-name.ts';
import type { Ranking } from '../../src/core/ranking/rank-changes.ts';

/** What a right answer says. Names are canonical. */
export interface Truth {
  readonly kind: string;
  readonly profile: 'cpu' | 'off-cpu';
  readonly verdicts: readonly string[];
  /** Accepted names; undefined where nothing may be blamed. */
  readonly functions: readonly string[] | undefined;
  /** They move for the same reason: naming one is not wrong, but not what helps at night. */
  readonly library: readonly string[];
}

export interface Judged {
  /** Place of the first right name among all that a reader meets, from 1; Infinity when none is right. */
  readonly rank: number;
  readonly verdictIsRight: boolean;
  /** The function that was blamed, if any. */
  readonly named: string | undefined;
  readonly namedIsWrong: boolean;
  /** Blamed something, or saw a change: what a healthy pair must not do. */
  readonly spoke: boolean;
}

export function truthOf(recorded: {
  readonly kind: string;
  readonly profile: 'cpu' | 'off-cpu';
  readonly verdicts: readonly string[];
  readonly functions: readonly string[] | null;
  readonly libraryFunctions?: readonly string[] | null;
}): Truth {
  const { kind, profile, verdicts, functions, libraryFunctions } = recorded;
  const canonical = (names: readonly string[]): string[] => names.map((name) => canonicalName(name));
  return {
    kind,
    profile,
    verdicts,
    functions: functions === null ? undefined : canonical(functions),
    library: canonical(libraryFunctions ?? []),
  };
}

export function judge({ movers, verdict }: Ranking, { functions, library, verdicts }: Truth): Judged {
  const blamed = movers.find((mover) => mover.gated);
  const named = blamed && canonicalName(blamed.function);
  return {
    rank: functions === undefined ? Infinity : rankOf(namesOf(movers), functions),
    verdictIsRight: verdicts.includes(verdict.kind),
    named,
    namedIsWrong: named !== undefined && !(functions ?? []).includes(named) && !library.includes(named),
    spoke: named !== undefined || verdict.kind !== 'nothing-here',
  };
}

export function rankOf(names: readonly string[], accepted: readonly string[]): number {
  const place = names.findIndex((name) => accepted.includes(name));
  return place < 0 ? Infinity : place + 1;
}

/** Every name that a reader meets, in reading order: the function, who holds its lock, from where it is called. */
function namesOf(movers: Ranking['movers']): string[] {
  const names = movers.flatMap((mover) => [mover.function, mover.heldBy ?? '', mover.caller ?? '']);
  return [...new Set(names.filter((name) => name !== '').map((name) => canonicalName(name)))];
}
