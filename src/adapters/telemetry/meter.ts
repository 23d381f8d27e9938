import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Meter } from '../../pipeline/ports.ts';

export interface Telemetry extends Meter {
  /** The text of `GET /metrics`. */
  text(): Promise<string>;
  /** Called at each scrape. */
  watchQueue(depth: () => Promise<{ waiting: number; running: number }>): void;
}

/** Seconds; an investigation has 30 of them. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Metrics of one running service, in a registry of its own so that two services in a process do not collide. */
export function connectMeter(): Telemetry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const stages = new Histogram({
    name: 'burnscope_stage_duration_seconds',
    help: 'Time spent in each stage of an investigation, by outcome',
    labelNames: ['stage', 'outcome'],
    buckets: BUCKETS,
    registers,
  });
  const alerts = new Counter({
    name: 'burnscope_alerts_total',
    help: 'Alerts received, by what was decided about them',
    labelNames: ['action'],
    registers,
  });
  const posts = new Counter({
    name: 'burnscope_posts_total',
    help: 'Posts and edits, by channel and outcome',
    labelNames: ['channel', 'outcome'],
    registers,
  });
  const failures = new Counter({
    name: 'burnscope_failures_total',
    help: 'Failed calls to the outside, by code',
    labelNames: ['code'],
    registers,
  });
  return {
    stage: (stage, outcome, seconds) => stages.observe({ stage, outcome }, seconds),
    alert: (action) => alerts.inc({ action }),
    post: (channel, outcome) => posts.inc({ channel, outcome }),
    failure: (code) => failures.inc({ code }),
    text: () => registry.metrics(),
    watchQueue(depth) {
      const gauge = new Gauge({
        name: 'burnscope_investigations',
        help: 'Investigations waiting and running',
        labelNames: ['state'],
        registers,
        async collect() {
          const now = await depth();
          gauge.set({ state: 'waiting' }, now.waiting);
          gauge.set({ state: 'running' }, now.running);
        },
      });
    },
  };
}
