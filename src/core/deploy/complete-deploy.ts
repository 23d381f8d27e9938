import type { Deploy, ReportedDeploy } from './deploy.ts';

/**
 * One deploy that was told twice. What ended counts over what runs, then what went live later, then what came later; what
 * the one that counts does not say is taken from the other.
 */
export function completeDeploy(known: ReportedDeploy, told: ReportedDeploy): ReportedDeploy {
  const toldCounts = isOver(told) === isOver(known) ? told.at >= known.at : isOver(told);
  const [counts, other] = toldCounts ? [told, known] : [known, told];
  // The beginning of a rollout is often told as a deploy of its own, that runs.
  const startedAt = counts.startedAt ?? other.startedAt ?? (isOver(counts) && !isOver(other) ? other.at : undefined);
  const { status: _ran, ...gist } = other;
  return { ...gist, ...counts, ...(startedAt === undefined ? {} : { startedAt }) };
}

/** Not said means success. */
export function isOver({ status }: Deploy): boolean {
  return status !== 'running';
}
