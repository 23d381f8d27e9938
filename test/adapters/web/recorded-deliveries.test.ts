import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readWebhook } from '../../../src/adapters/web/read-webhook.ts';
import { fingerprintOf } from '../../../src/core/alert/fingerprint.ts';
import { recordedDeliveries } from '../../support/recorded-deliveries.ts';
import { understandAlert } from '../../support/understand-alert.ts';

/** After all of them. */
const RECEIVED = Date.parse('2026-11-24T19:00:00Z');
const SLOTH = '5m/1h×14.4 of 0.001 30m/6h×6 of 0.001';
const PYRRA = '5m/1h×14 of 0.001';
const errors = (status: string, service: string) => `${status} sloth ${service}/requests-availability errors ${SLOTH}`;
const slow = (status: string, service: string, slo: string) => `${status} sloth ${service}/${slo} latency ${SLOTH}`;
const pyrra = (service: string, windows = PYRRA) => `f pyrra ${service}/${service}-http-errors errors ${windows}`;
/** 64 services, without the ones that had not fired yet. */
const storm = (...missing: number[]) =>
  Array.from({ length: 64 }, (_one, i) => i)
    .filter((i) => !missing.includes(i))
    .map((i) => errors('f', `svc-${String(i).padStart(2, '0')}`));

/** What the alerts of each recording are about, by its number. */
const TRUTH: Readonly<Record<string, readonly string[]>> = {
  '01': [errors('f', 'checkout')],
  // Labels of the 6h tier with the address of the 1h tier: the labels are the alert's identity.
  '02': [pyrra('ledger'), pyrra('payments'), pyrra('payments', '30m/6h×7 of 0.001')],
  '03': [errors('f', 'checkout'), slow('f', 'search', 'latency-300ms')],
  '04': [errors('f', 'checkout')],
  '05': [pyrra('shipping')],
  '06': [errors('f', 'auth'), errors('f', 'checkout')],
  '07': [errors('f', 'retry500')],
  '08': [errors('f', 'answer429')],
  '10': [errors('f', 'answer404')],
  '12': [errors('f', 'slowsink')],
  '13': [errors('f', 'bearer')],
  '14': [errors('f', 'basic')],
  '16': [slow('f', 'cart', 'latency-p99'), errors('f', 'checkout'), slow('f', 'search', 'latency-300ms')],
  '17': [errors('f', 'headers')],
  '19': [errors('f', 'checkout')],
  '20': [slow('f', 'checkout', 'latency-p99'), errors('r', 'checkout')],
  '21': storm(1),
  '22': [errors('f', 'checkout"} or {x="')],
  '23': [errors('f', 'auth'), errors('f', 'cart')],
  '24': [errors('f', 'quoted')],
  '25': [pyrra('byall')],
  '26': [errors('f', 'byall')],
  '29': [slow('f', 'checkout', 'latency-p99'), errors('f', 'checkout')],
  '30': [slow('r', 'checkout', 'latency-p99')],
  '31': [slow('f', 'checkout', 'latency-p99'), errors('f', 'checkout')],
  '32': storm(),
  '33': [slow('f', 'checkout', 'latency-p99'), errors('f', 'checkout')],
  '34': [pyrra('old500')],
  '38': [slow('f', 'checkout', 'latency-p99'), errors('r', 'checkout')],
  '39': [slow('f', 'checkout', 'latency-p99'), errors('r', 'checkout')],
  '40': [slow('f', 'checkout', 'latency-p99'), errors('r', 'checkout')],
  '41': [pyrra('shipping')],
  '42': [pyrra('ha-pair')],
  '43': [pyrra('ha-pair')],
  '48': [pyrra('ha-pair')],
};
const TRUNCATED: Readonly<Record<string, number>> = { '06': 2, '23': 3 };

const recordings = recordedDeliveries();

describe('every recorded delivery', () => {
  it('is there: 57, of four versions', () => {
    expect(recordings.flatMap(({ name, also }) => [name, ...also])).toHaveLength(57);
    expect(new Set(recordings.map(({ userAgent }) => userAgent)).size).toBe(4);
  });

  it.each(recordings.map((recording) => [recording.name, recording] as const))(
    '%s is read without a note and understood',
    (name, { body }) => {
      const number = name.slice(0, 2);

      const { group, problems } = readWebhook(JSON.parse(body), 'alertmanager', RECEIVED);

      expect(problems).toEqual([]);
      expect(group.alerts.map(understandAlert)).toEqual(TRUTH[number]);
      expect(group.truncatedAlerts).toBe(TRUNCATED[number] ?? 0);
    },
  );

  it('has the fingerprints that its labels have', () => {
    const alerts = recordings.flatMap(
      ({ body }) => readWebhook(JSON.parse(body), 'alertmanager', RECEIVED).group.alerts,
    );

    expect(alerts.map(({ labels }) => fingerprintOf(labels))).toEqual(alerts.map(({ fingerprint }) => fingerprint));
  });
});

describe('Grafana’s own alerts', () => {
  const read = (name: string) => {
    const packed = readFileSync(new URL(`../../fixtures/alerts/${name}.json.gz`, import.meta.url));
    return readWebhook(JSON.parse(gunzipSync(packed).toString('utf8')), 'grafana', RECEIVED);
  };

  it('are understood by labels: there is no expression in their address', () => {
    const { group, problems } = read('grafana-firing');

    expect(problems).toEqual([]);
    expect(group.sender).toBe('grafana');
    expect(group.alerts.map(understandAlert)).toEqual([
      'f grafana-slo checkout/Checkout availability errors 5m/1h×14.4 30m/6h×6',
    ]);
  });

  it('about missing data, about errors of a rule and of the test button are not burning', () => {
    const { group, problems } = read('grafana-odd');

    expect(problems).toEqual([]);
    expect(group.alerts.map(understandAlert)).toEqual([
      'f none checkout/DatasourceNoData ? not burning',
      'f pyrra checkout/availability errors 5m/1h×14 not burning',
      'r none cart/Cart latency burn latency',
      'f none ?/TestAlert ? not burning',
    ]);
  });
});
