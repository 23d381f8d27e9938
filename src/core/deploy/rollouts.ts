import type { Instant } from '../instant.ts';

/** When a version of something was seen running: every point at which it was there, in order. */
export interface VersionTrack {
  readonly name: string;
  readonly seen: readonly Instant[];
}

/** One version taking the place of another. */
export interface Rollout {
  readonly from: string;
  readonly to: string;
  /** Absent where it had begun before anybody looked. */
  readonly startedAt?: Instant;
  /** When the version before it was gone; while both run, when it began. */
  readonly at: Instant;
  /** `undone`: it was gone again before the version that it was to replace. */
  readonly state: 'done' | 'running' | 'undone';
  /** True when `to` had been there before. */
  readonly isRollback: boolean;
}

interface Run {
  readonly name: string;
  readonly from: Instant;
  readonly to: Instant;
}

/** A version that is gone for less than this was never gone: a scrape that failed, one pod that was replaced. */
const BRIDGE_MS = 5 * 60_000;

/**
 * What took the place of what, in order of their beginnings. By what ran when and nothing else: a rollback runs an old
 * version anew, whose creation tells nothing. `stepMs` is the distance of the points; a change lies half of it before
 * the first one that shows it. Times at which nothing at all was seen count as not looked at.
 */
export function findRollouts(tracks: readonly VersionTrack[], stepMs: number): readonly Rollout[] {
  const times = [...new Set(tracks.flatMap(({ seen }) => seen))].toSorted((a, b) => a - b);
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return [];
  const half = stepMs / 2;
  const place = new Map(times.map((time, index) => [time, index]));
  const runs = tracks.flatMap((track) => runsOf(track, place)).toSorted((a, b) => a.from - b.from || a.to - b.to);
  const initial = runs.filter(({ from }) => from === first);
  const rollouts: Rollout[] = [];
  /** Index of the rollout that waits for a run to end. */
  const pending = new Map<Run, number>();
  let current = initial.reduce((longest, run) => (run.to > longest.to ? run : longest));
  const gone = initial.filter(({ to }) => to < current.to).at(-1);
  const later = runs.some(({ from }) => from > first && gone !== undefined && from <= gone.to + BRIDGE_MS);
  if (gone !== undefined && !later && initial.every((run) => run === current || run.to < current.to)) {
    const [from, to] = [gone.name, current.name];
    rollouts.push({ from, to, at: gone.to + half, state: 'done', isRollback: false });
  }
  for (const { run, kind } of eventsOf(runs, first, last)) {
    if (kind === 'start') {
      if (run.name !== current.name) {
        const startedAt = run.from - half;
        const before = replacedBy(run, runs, last) ?? current;
        const isOver = before.to < run.from;
        const isRollback = runs.some((other) => other.name === run.name && other.to < run.from);
        if (!isOver) pending.set(before, rollouts.length);
        const state = isOver ? 'done' : 'running';
        rollouts.push({ from: before.name, to: run.name, startedAt, at: startedAt, state, isRollback });
      }
      current = run;
      continue;
    }
    const waiting = pending.get(run);
    if (waiting !== undefined) rollouts[waiting] = ended(rollouts[waiting]!, run.to + half);
    if (run !== current) continue;
    const back = runs.findLast((other) => other !== run && other.from <= run.to && other.to > run.to);
    if (back === undefined) continue;
    const undone = pending.get(back);
    if (undone !== undefined) rollouts[undone] = { ...rollouts[undone]!, state: 'undone' };
    pending.delete(back);
    rollouts.push({ from: run.name, to: back.name, at: run.to + half, state: 'done', isRollback: true });
    current = back;
  }
  return rollouts;
}

/** The latest version that goes when this one comes: not one that runs beside both. */
function replacedBy(run: Run, runs: readonly Run[], last: Instant): Run | undefined {
  return runs.findLast(
    (other) => other.name !== run.name && other.from < run.from && other.to < last && other.to >= run.from - BRIDGE_MS,
  );
}

function ended(rollout: Rollout, at: Instant): Rollout {
  return rollout.state === 'running' ? { ...rollout, at, state: 'done' } : rollout;
}

function runsOf({ name, seen }: VersionTrack, place: ReadonlyMap<Instant, number>): readonly Run[] {
  const sorted = [...new Set(seen)].toSorted((a, b) => a - b);
  const runs: Run[] = [];
  for (const at of sorted) {
    const open = runs.at(-1);
    const steps = (place.get(at) ?? 0) - (place.get(open?.to ?? at) ?? 0);
    if (open !== undefined && (steps === 1 || at - open.to <= BRIDGE_MS)) runs[runs.length - 1] = { ...open, to: at };
    else runs.push({ name, from: at, to: at });
  }
  return runs;
}

/** Beginnings before ends of the same moment; what was there at first did not begin, what is there at last does not end. */
function eventsOf(runs: readonly Run[], first: Instant, last: Instant) {
  const starts = runs.filter(({ from }) => from > first).map((run) => ({ run, at: run.from, kind: 'start' as const }));
  const ends = runs.filter(({ to }) => to < last).map((run) => ({ run, at: run.to, kind: 'end' as const }));
  return [...starts, ...ends].toSorted((a, b) => a.at - b.at);
}
