import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { StorageMeter } from '../../pipeline/housekeeping-ports.ts';
import type { Meter } from '../../pipeline/ports.ts';
import { deployMetrics, type DeployMetrics } from './deploy-metrics.ts';
import { storageMetrics } from './storage-metrics.ts';

export interface Telemetry extends Meter, DeployMetrics {
  readonly storage: StorageMeter;
  /** The text of `GET /metrics`. */
  text(): Promise<string>;
  /** Called at each scrape. */
  watchQueue(depth: () => Promise<{ waiting: number; running: number }>): void;
  /** A configuration whose files have this hash (hex, may be empty) runs from now on; `at` in milliseconds. */
  configurationLoaded(hash: string, at: number): void;
  /** A reload failed, and the configuration before it still runs. */
  configurationRefused(): void;
}

/** Digits of a hash that a floating-point number holds exactly, as alertmanager_config_hash does it: 48 bits. */
const EXACT_HEX = 12;
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
  const webhooks = new Counter({
    name: 'burnscope_webhooks_total',
    help: 'Deliveries at the webhook doors, by sender and by what came of them',
    labelNames: ['sender', 'outcome'],
    registers,
  });
  const pushes = new Counter({
    name: 'burnscope_pushes_total',
    help: 'Profiles pushed by agents, by door and by what came of them',
    labelNames: ['door', 'outcome'],
    registers,
  });
  const pushBytes = new Counter({
    name: 'burnscope_push_bytes_total',
    help: 'Bytes of profiles pushed by agents, as they came, by door and by what came of them',
    labelNames: ['door', 'outcome'],
    registers,
  });
  const alerts = new Counter({
    name: 'burnscope_alerts_total',
    help: 'Alerts received, by what was decided about them',
    labelNames: ['action'],
    registers,
  });
  const deployEvents = new Counter({
    name: 'burnscope_deploy_events_total',
    help: 'Deliveries at the doors for deploys, by sender and by what came of them',
    labelNames: ['sender', 'outcome'],
    registers,
  });
  const posts = new Counter({
    name: 'burnscope_posts_total',
    help: 'Posts and edits, by channel and outcome',
    labelNames: ['channel', 'outcome'],
    registers,
  });
  const refinements = new Counter({
    name: 'burnscope_refinements_total',
    help: 'Second looks at incidents, by what came of them',
    labelNames: ['outcome'],
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
    webhook: (sender, outcome) => webhooks.inc({ sender, outcome }),
    push(door, outcome, bytes) {
      pushes.inc({ door, outcome });
      pushBytes.inc({ door, outcome }, bytes);
    },
    alert: (action) => alerts.inc({ action }),
    deployEvent: (sender, outcome) => deployEvents.inc({ sender, outcome }),
    post: (channel, outcome) => posts.inc({ channel, outcome }),
    refinement: (outcome) => refinements.inc({ outcome }),
    failure: (code) => failures.inc({ code }),
    text: () => registry.metrics(),
    ...deployMetrics(registers),
    ...configurationGauges(registers),
    storage: storageMetrics(registers),
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

/** Names and meanings as Prometheus and Alertmanager have them, so that their alerts can be copied. */
function configurationGauges(registers: Registry[]): Pick<Telemetry, 'configurationLoaded' | 'configurationRefused'> {
  const successful = new Gauge({
    name: 'burnscope_config_last_reload_successful',
    help: 'Whether the last attempt to load the configuration succeeded',
    registers,
  });
  const loadedAt = new Gauge({
    name: 'burnscope_config_last_reload_success_timestamp_seconds',
    help: 'When the configuration that runs was loaded',
    registers,
  });
  const number = new Gauge({
    name: 'burnscope_config_hash',
    help: 'Hash of the configuration that runs, as a number to compare replicas by',
    registers,
  });
  const info = new Gauge({
    name: 'burnscope_config_info',
    help: 'Hash of the configuration that runs, as the log and the pages show it',
    labelNames: ['hash'],
    registers,
  });
  return {
    configurationLoaded(hash, at) {
      successful.set(1);
      loadedAt.set(at / 1000);
      const digits = hash.slice(0, EXACT_HEX);
      number.set(Number.parseInt(digits === '' ? '0' : digits, 16));
      info.reset();
      info.set({ hash: digits }, 1);
    },
    configurationRefused: () => successful.set(0),
  };
}
