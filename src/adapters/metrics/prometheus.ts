/**
 * Prometheus HTTP API v1 and what speaks it (Mimir, Thanos, VictoriaMetrics).
 * https://prometheus.io/docs/prometheus/latest/querying/api/
 */
import { z } from 'zod';
import type { Metrics, MetricsAnswer } from '../../pipeline/ports.ts';
import { httpClient, type HttpAnswer } from '../http-client.ts';
import { dropLabels } from './drop-labels.ts';
import { ErrorAnswer, parseAnswer, refusal } from './prometheus-answer.ts';
import { readRules } from './prometheus-rules.ts';
import { addressOf } from './prometheus-address.ts';
import { graphLink } from './prometheus-link.ts';
import type { PrometheusSection } from './prometheus-section.ts';

/** Points per series that Prometheus answers at most. */
const MAX_POINTS = 11_000;
const CODES = { unavailable: 'METRICS_UNAVAILABLE', timeout: 'METRICS_TIMEOUT', rejected: 'METRICS_REJECTED' } as const;
const Sample = z.tuple([z.number(), z.string()]);
const Answer = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('success'),
    warnings: z.array(z.string()).optional(),
    data: z.discriminatedUnion('resultType', [
      z.object({
        resultType: z.literal('matrix'),
        result: z.array(z.object({ metric: z.record(z.string(), z.string()), values: z.array(Sample).default([]) })),
      }),
      z.object({
        resultType: z.literal('vector'),
        result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: Sample.optional() })),
      }),
      z.object({ resultType: z.literal('scalar'), result: Sample }),
      z.object({ resultType: z.literal('string'), result: Sample }),
    ]),
  }),
  ErrorAnswer,
]);

/** Reads secrets from files at each call, so that rotated tokens are picked up. */
export function connectPrometheus(
  name: string,
  section: PrometheusSection,
  tools: { readFile: (path: string) => string },
): Metrics {
  const client = () => httpClient(addressOf(section, tools.readFile), CODES);
  const ask = async (path: string, form: Record<string, string>, signal: AbortSignal) =>
    readSeries(await client().postForm(path, form, signal), section.url);
  const metrics: Metrics = {
    name,
    instant: (expression, at, signal) => ask('/api/v1/query', { query: expression, time: seconds(at) }, signal),
    range(expression, window, stepSeconds, signal) {
      const step = Math.max(stepSeconds, Math.ceil((window.to - window.from) / 1000 / (MAX_POINTS - 1)));
      const form = { query: expression, start: seconds(window.from), end: seconds(window.to), step: `${step}` };
      return ask('/api/v1/query_range', form, signal);
    },
    async rules({ kind, name: rule }, signal) {
      const answer = await client().get('/api/v1/rules', { type: kind, 'rule_name[]': rule }, signal);
      // Older servers do not filter, and some front ends have no rules at all.
      return answer.status === 404 ? [] : readRules(answer, section.url).filter((one) => one.name === rule);
    },
    link: (expression, when) => graphLink(section.external_url ?? section.url, expression, when),
  };
  return section.drop_labels === undefined ? metrics : dropLabels(metrics, section.drop_labels);
}

function seconds(instant: number): string {
  return (instant / 1000).toFixed(3);
}

function readSeries(http: HttpAnswer, url: string): MetricsAnswer {
  const answer = parseAnswer(Answer, http, url);
  if (answer.status === 'error') throw refusal(answer, url);
  const { data, warnings = [] } = answer;
  switch (data.resultType) {
    case 'matrix':
      return { warnings, series: data.result.map((item) => ({ labels: item.metric, points: item.values.map(point) })) };
    case 'vector':
      return {
        warnings,
        series: data.result.map((item) => ({
          labels: item.metric,
          points: item.value === undefined ? [] : [point(item.value)],
        })),
      };
    case 'scalar':
    case 'string':
      return { warnings, series: [{ labels: {}, points: [point(data.result)] }] };
  }
}

function point([at, text]: readonly [number, string]): { at: number; number: number } {
  const number = text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text);
  return { at: Math.round(at * 1000), number };
}
