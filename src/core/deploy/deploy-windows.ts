import { minutesOf } from '../incident/refinement.ts';
import type { WindowRules } from '../incident/window-rules.ts';
import type { Instant, Window } from '../instant.ts';
import { clockTime } from '../report/clock-time.ts';
import type { Deploy, DeploySource } from './deploy.ts';
import { otherSpelling } from './same-rollout.ts';
import { isBrought } from './same-version.ts';

/** How the two sides of a deploy are chosen; lengths in milliseconds. */
export interface SideRules extends Pick<WindowRules, 'min' | 'max' | 'guard' | 'fallback'> {
  /** After it went live caches are empty and code is not compiled yet: nobody's fault. */
  readonly warmUp: number;
}

export interface OtherBaseline {
  readonly window: Window;
  /** For people: where it lies. */
  readonly note: string;
}

export type DeploySides =
  | {
      readonly kind: 'sides';
      readonly baseline: Window;
      readonly comparison: Window;
      /** Where else to look when nothing was recorded in the baseline, in this order. */
      readonly otherBaselines: readonly OtherBaseline[];
      /** What was recorded before the new version was warm: better than nothing, once nothing else will come. */
      readonly cold: Window;
      /** True where another deploy ends the comparison for good. */
      readonly isClosed: boolean;
      /** Until when the comparison becomes longer; absent: it is as long as it gets. */
      readonly growsUntil?: Instant;
      /** Sentences about other deploys nearby. */
      readonly notes: readonly string[];
    }
  /** `dueAt`: when it is worth another look. */
  | { readonly kind: 'early'; readonly dueAt: Instant; readonly reason: string }
  | { readonly kind: 'none'; readonly reason: string };

/** Shorter than this is no side. */
const SHORTEST_MS = 60_000;
/** How often the baseline slides back by its length, to where something was recorded. */
const SLIDES = 4;
const DAY_MS = 24 * 3_600_000;
/** These tell of the first pod of a version, not of the last. */
const TELL_BEGINNINGS: ReadonlySet<DeploySource> = new Set<DeploySource>(['profile labels', 'metric labels']);

/**
 * Before and after: the comparison begins when what was deployed is warm; the baseline is as long and ends before the
 * rollout began. Neither reaches across another deploy without saying so. `again`: an earlier look found too little, so
 * the comparison, once full, moves on with the time. `others` are all deploys that are known around this one.
 */
export function chooseSides(
  deploy: Deploy,
  others: readonly Deploy[],
  now: Instant,
  rules: SideRules,
  again: boolean,
): DeploySides {
  const began = Math.min(deploy.startedAt ?? deploy.at, deploy.at);
  const warm = warmFrom(deploy, rules);
  const twin = otherSpelling(deploy, others);
  const rollouts = others.filter((other) => isRollout(other) && other !== twin && !isSame(other, deploy));
  const next = soonest(rollouts.filter((other) => beganAt(other) > deploy.at));
  const end = Math.min(now, next === undefined ? Number.POSITIVE_INFINITY : beganAt(next));
  const full = warm + rules.max;
  if (next === undefined && now < warm + rules.min) {
    return { kind: 'early', dueAt: warm + rules.min, reason: waitsFor(deploy, rules) };
  }
  const comparison = sideAfter({ warm, full, end, again, rules });
  const cold = { from: deploy.at, to: Math.min(end, warm) };
  const followed = next === undefined ? undefined : `${next.toVersion} followed at ${clockTime(beganAt(next), now)}`;
  if (comparison.to - comparison.from < SHORTEST_MS && cold.to - cold.from < SHORTEST_MS) {
    return {
      kind: 'none',
      reason: `${followed ?? 'another deploy followed'}, too soon to compare ${deploy.toVersion} alone`,
    };
  }
  const length = Math.min(rules.max, Math.max(rules.min, comparison.to - comparison.from));
  const before = sideBefore(began - rules.guard, length, rollouts, rules, now);
  const growsUntil = next === undefined && now < full ? full : undefined;
  const cut = followed !== undefined && end < full ? [`${followed}: the comparison ends there.`] : [];
  return {
    kind: 'sides',
    comparison,
    baseline: before.window,
    cold,
    isClosed: next !== undefined,
    otherBaselines: otherBaselines(before.window, comparison, rules),
    notes: [...cut, ...before.notes, ...flagsIn({ from: before.window.from, to: comparison.to }, others, now)],
    ...(growsUntil === undefined ? {} : { growsUntil }),
  };
}

/** From when on what was deployed is compared. */
function warmFrom({ at, startedAt, source }: Deploy, { warmUp }: SideRules): Instant {
  // Where nobody told when the last pod was replaced, the rollout is given as long again.
  return at + warmUp * (startedAt === undefined && TELL_BEGINNINGS.has(source) ? 2 : 1);
}

function waitsFor({ toVersion }: Deploy, { warmUp, min }: SideRules): string {
  return `Waits for ${minutesOf(min)} of ${toVersion} after a warm-up of ${minutesOf(warmUp)}.`;
}

function sideAfter(facts: {
  readonly warm: Instant;
  readonly full: Instant;
  readonly end: Instant;
  readonly again: boolean;
  readonly rules: SideRules;
}): Window {
  const { warm, full, end, again, rules } = facts;
  if (again && end > full) return { from: end - rules.max, to: end };
  return { from: warm, to: Math.max(warm, Math.min(end, full)) };
}

function sideBefore(
  to: Instant,
  length: number,
  rollouts: readonly Deploy[],
  { warmUp, guard }: SideRules,
  now: Instant,
): { readonly window: Window; readonly notes: readonly string[] } {
  const natural = { from: to - length, to };
  const previous = latest(rollouts.filter(({ at }) => at < to + guard));
  if (previous === undefined || previous.at + warmUp <= natural.from) return { window: natural, notes: [] };
  const alone = { from: previous.at + warmUp, to };
  if (alone.to - alone.from >= SHORTEST_MS) return { window: alone, notes: [] };
  const end = beganAt(previous) - guard;
  const note = `The baseline lies before ${previous.toVersion} of ${clockTime(previous.at, now)} too: what that changed counts here.`;
  return { window: { from: end - length, to: end }, notes: [note] };
}

function otherBaselines(first: Window, comparison: Window, { fallback, max }: SideRules): readonly OtherBaseline[] {
  const slid = Array.from({ length: SLIDES }, (_, index): OtherBaseline => {
    const to = first.from - index * max;
    const minutes = Math.round((first.to - to) / 60_000);
    return {
      window: { from: to - max, to },
      note: `Nothing was recorded right before: the baseline is ${minutes} minutes older.`,
    };
  });
  const clocks = fallback.map((ago): OtherBaseline => {
    const days = Math.round(ago / DAY_MS);
    const when = days === 1 ? 'the same time yesterday' : `the same time ${days} days ago`;
    const window = { from: comparison.from - ago, to: comparison.to - ago };
    return { window, note: `Nothing was recorded before: the baseline is ${when}.` };
  });
  return [...slid, ...clocks];
}

/** Flags and settings are turned too often to be kept out; they are told. */
function flagsIn({ from, to }: Window, others: readonly Deploy[], now: Instant): readonly string[] {
  return others
    .filter((other) => !isRollout(other) && other.at >= from && other.at <= to)
    .slice(0, 3)
    .map(({ kind, toVersion, at }) => `Also changed: ${kind} ${toVersion} at ${clockTime(at, now)}.`);
}

function isRollout({ kind, status }: Deploy): boolean {
  return kind !== 'feature-flag' && kind !== 'config' && status !== 'failed';
}

/** Told by several sources, or twice by one. */
function isSame(other: Deploy, deploy: Deploy): boolean {
  return isBrought(other.toVersion, deploy) || isBrought(deploy.toVersion, other);
}

function beganAt({ at, startedAt = at }: Deploy): Instant {
  return Math.min(at, startedAt);
}

function soonest(deploys: readonly Deploy[]): Deploy | undefined {
  return deploys.toSorted((a, b) => beganAt(a) - beganAt(b))[0];
}

function latest(deploys: readonly Deploy[]): Deploy | undefined {
  return deploys.toSorted((a, b) => a.at - b.at).at(-1);
}
