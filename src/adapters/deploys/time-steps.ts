import type { Deploy } from '../../core/deploy/deploy.ts';
import type { Window } from '../../core/instant.ts';

/** What ran before the window, so that a change at its very beginning is one. */
const BEFORE_MS = 15 * 60_000;
const SHORTEST_SECONDS = 30;
/** Of one series in one answer. */
const MOST_POINTS = 1000;

/** A range to ask for. */
export interface Looked {
  readonly window: Window;
  readonly stepSeconds: number;
}

/** With a while before the window, on points that do not depend on where it begins: asked again, the same deploy is at the same time. */
export function lookedAt({ from, to }: Window): Looked {
  const stepSeconds = Math.max(SHORTEST_SECONDS, Math.ceil((to - from + BEFORE_MS) / 1000 / MOST_POINTS));
  const stepMs = stepSeconds * 1000;
  return { window: { from: Math.floor((from - BEFORE_MS) / stepMs) * stepMs, to }, stepSeconds };
}

/** Those whose rollout touches the window, in the order in which they went live. */
export function deploysWithin(deploys: readonly Deploy[], { from, to }: Window): readonly Deploy[] {
  return deploys
    .filter(({ startedAt, at, status }) => (startedAt ?? at) <= to && (at >= from || status === 'running'))
    .toSorted((a, b) => a.at - b.at);
}
