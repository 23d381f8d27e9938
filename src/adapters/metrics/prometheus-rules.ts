import { z } from 'zod';
import type { RuleFacts } from '../../pipeline/ports.ts';
import type { HttpAnswer } from '../http-client.ts';
import { ErrorAnswer, parseAnswer, refusal } from './prometheus-answer.ts';

const Labels = z.record(z.string(), z.string());
/** Names of Prometheus, Mimir and vmalert; `duration` is the rule's `for` in seconds. */
const Rule = z.object({
  name: z.string(),
  query: z.string(),
  labels: Labels.nullish(),
  duration: z.number().nullish(),
  alerts: z.array(z.object({ labels: Labels.nullish(), activeAt: z.string().nullish() })).nullish(),
});
const Rules = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('success'),
    data: z.object({ groups: z.array(z.object({ rules: z.array(Rule).nullish() })).nullish() }),
  }),
  ErrorAnswer,
]);

/** https://prometheus.io/docs/prometheus/latest/querying/api/#rules */
export function readRules(http: HttpAnswer, url: string): readonly RuleFacts[] {
  const answer = parseAnswer(Rules, http, url);
  if (answer.status === 'error') throw refusal(answer, url);
  const rules = (answer.data.groups ?? []).flatMap((group) => group.rules ?? []);
  return rules.map(({ name, query, labels, duration, alerts }) => ({
    name,
    query,
    labels: labels ?? {},
    forSeconds: duration ?? 0,
    active: (alerts ?? []).flatMap(({ labels: own, activeAt }) => {
      const at = Date.parse(activeAt ?? '');
      return Number.isFinite(at) && at > 0 ? [{ labels: own ?? {}, activeAt: at }] : [];
    }),
  }));
}
