import type { Alert } from '../core/alert/alert.ts';
import type { Instant } from '../core/instant.ts';
import type { Asking } from './asking.ts';
import type { RuleFacts } from './ports.ts';
import { seriesOf } from './series-of.ts';

/** An alert that has been pending for longer than this is another one's. */
const LONGEST_FOR = 24 * 3_600_000;
/** Recorded at evaluation, told in the alert rounded to milliseconds. */
const ROUNDING = 1_000;

/**
 * When the alert's expression became true: what ALERTS_FOR_STATE recorded, else the rules' own word, else `for` before it
 * fired. External labels are on the alert but not on the series, so only the name is asked for.
 */
export async function findActiveAt(
  alert: Alert,
  forSeconds: number | undefined,
  rules: readonly RuleFacts[],
  asking: Asking,
): Promise<Instant> {
  const { startsAt } = alert;
  const name = alert.labels['alertname'];
  if (name === undefined) return startsAt;
  const question = asking.instant(`ALERTS_FOR_STATE{alertname=${JSON.stringify(name)}}`, startsAt + ROUNDING);
  const series = await asking.optional(question, [], 'when the alert became active');
  const recorded = seriesOf(series, alert.labels, 'exactly').flatMap((one) =>
    one.points.map(({ number }) => precise(number, startsAt)),
  );
  const told = rules.flatMap((rule) =>
    rule.active.filter(({ labels }) => Object.entries(labels).every(([label, text]) => alert.labels[label] === text)),
  );
  const times = [...recorded, ...told.map(({ activeAt }) => activeAt)].filter(
    (at) => at <= startsAt && at > startsAt - LONGEST_FOR,
  );
  if (times.length > 0) return Math.min(...times);
  const rule = rules.find(({ labels }) =>
    Object.entries(labels).every(([label, text]) => alert.labels[label] === text),
  );
  return startsAt - (rule?.forSeconds ?? forSeconds ?? 0) * 1000;
}

/** The series holds whole seconds; rules are evaluated at the same fraction of a second each time. */
function precise(seconds: number, startsAt: Instant): Instant {
  return Number.isInteger(seconds) ? seconds * 1000 + (startsAt % 1000) : seconds * 1000;
}
