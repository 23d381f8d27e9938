import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fingerprintOf } from '../../../src/core/alert/fingerprint.ts';

interface Recorded {
  readonly alerts: readonly { readonly labels: Record<string, string>; readonly fingerprint: string }[];
}

function recorded(name: string): Recorded {
  const body = readFileSync(new URL(`../../fixtures/alerts/${name}.body.json`, import.meta.url), 'utf8');
  return JSON.parse(body) as Recorded;
}

it('agrees with Prometheus on a known vector', () => {
  expect(fingerprintOf({ sloth_service: 'pay', alertname: 'Dup' })).toBe('1338b93a5759b73f');
});

it.each(['01-firing-single-1', '19-utf8-labels-1', '21-storm-64-1', '22-hostile-1', '29-am0.25-1'])(
  'computes what Alertmanager sent in %s',
  (name) => {
    const { alerts } = recorded(name);

    expect(alerts.map(({ labels }) => fingerprintOf(labels))).toEqual(alerts.map(({ fingerprint }) => fingerprint));
  },
);

it('does not depend on the order of labels, and has 16 digits', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), (labels) => {
      const turned = Object.fromEntries(Object.entries(labels).toReversed());
      expect(fingerprintOf(turned)).toBe(fingerprintOf(labels));
      expect(fingerprintOf(labels)).toMatch(/^[0-9a-f]{16}$/);
    }),
  );
});
