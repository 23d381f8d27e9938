import { randomUUID } from 'node:crypto';
import type { Alert } from '../../src/core/alert/alert.ts';
import type { Incident } from '../../src/core/incident/incident.ts';

/** 2026-11-22T14:09:00Z. */
export const NOON = 1_795_356_540_000;

export function sampleAlert(changes: Partial<Alert> = {}): Alert {
  return {
    fingerprint: '1338b93a5759b73f',
    status: 'firing',
    labels: { alertname: 'CheckoutLatency', service: 'checkout' },
    annotations: { summary: 'burning' },
    startsAt: NOON,
    generatorUrl: '',
    ...changes,
  };
}

/** An incident with an id and a service of its own. */
export function sampleIncident(changes: Partial<Incident> = {}): Incident {
  const service = changes.service ?? `checkout-${randomUUID()}`;
  return {
    id: randomUUID(),
    service,
    slo: 'latency',
    state: 'queued',
    openedAt: NOON,
    startsAt: NOON,
    lastSeenAt: NOON,
    alerts: [sampleAlert()],
    plan: {
      service,
      slo: 'latency',
      dialect: 'sloth',
      burn: [],
      rule: 'sloth',
      profiles: ['cpu', 'block'],
      selector: { service_name: service },
      channels: ['oncall'],
    },
    ...changes,
  };
}

/** Text that databases, indexes and JSON parsers dislike. */
export const HOSTILE_TEXTS = [
  'nul \u0000 inside',
  'escaped \\u0000 and \\\u0000',
  'lone \uD800 high, lone \uDC00 low, pair \u{1F525}',
  'private \uE000, \uE0000000 and \uE000d800',
  `'); drop table burnscope.incident; --`,
  '"quotes" \\ back\nnew\u2028line \u202E',
  '{{ $labels.x }} ${1} $1 %s <script>@channel',
  '𝄞'.repeat(50_000),
];
