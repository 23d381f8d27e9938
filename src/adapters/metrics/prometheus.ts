/**
 * Prometheus HTTP API v1 and what speaks it (Mimir, Thanos, VictoriaMetrics).
 * https://prometheus.io/docs/prometheus/latest/querying/api/
 */
import { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import type { Metrics, Series } from '../../pipeline/ports.ts';
import { httpClient } from '../http-client.ts';
import { addressOf, type PrometheusSection } from './prometheus-section.ts';

/** Points per series that Prometheus answers at most. */
const MAX_POINTS = 11_000;
const Sample = z.tuple([z.number(), z.string()]);
const Answer = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('success'),
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
  z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() }),
]);

/** Reads secrets from files at each call, so that rotated tokens are picked up. */
export function connectPrometheus(
  name: string,
  section: PrometheusSection,
  tools: { readFile: (path: string) => string },
): Metrics {
  const ask = async (path: string, form: Record<string, string>, signal: AbortSignal) => {
    const client = httpClient(addressOf(section, tools.readFile), {
      unavailable: 'METRICS_UNAVAILABLE',
      timeout: 'METRICS_TIMEOUT',
      rejected: 'METRICS_REJECTED',
    });
    const answer = await client.postForm(path, form, signal);
    return readSeries(answer.body, answer.contentType, section.url);
  };
  return {
    name,
    instant: (expression, at, signal) => ask('/api/v1/query', { query: expression, time: seconds(at) }, signal),
    range(expression, window, stepSeconds, signal) {
      const step = Math.max(stepSeconds, Math.ceil((window.to - window.from) / 1000 / (MAX_POINTS - 1)));
      const form = { query: expression, start: seconds(window.from), end: seconds(window.to), step: `${step}` };
      return ask('/api/v1/query_range', form, signal);
    },
  };
}

function seconds(instant: number): string {
  return (instant / 1000).toFixed(3);
}

function readSeries(body: string, contentType: string, url: string): readonly Series[] {
  const answer = parse(body, contentType, url);
  if (answer.status === 'error') {
    throw new Failure('METRICS_REJECTED', `${url}: ${answer.errorType}: ${answer.error}`, { retryable: false });
  }
  const { data } = answer;
  switch (data.resultType) {
    case 'matrix':
      return data.result.map((item) => ({ labels: item.metric, points: item.values.map(point) }));
    case 'vector':
      return data.result.map((item) => ({
        labels: item.metric,
        points: item.value === undefined ? [] : [point(item.value)],
      }));
    case 'scalar':
    case 'string':
      return [{ labels: {}, points: [point(data.result)] }];
  }
}

function parse(body: string, contentType: string, url: string): z.infer<typeof Answer> {
  try {
    return Answer.parse(JSON.parse(body));
  } catch (error) {
    const what = `${url} does not answer like Prometheus (${contentType || 'no content type'}): ${body.slice(0, 80)}`;
    throw new Failure('METRICS_REJECTED', what, { retryable: false, cause: error });
  }
}

function point([at, text]: readonly [number, string]): { at: number; number: number } {
  const number = text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text);
  return { at: Math.round(at * 1000), number };
}
