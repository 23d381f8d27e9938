import { describe, expect, it } from 'vitest';
import { dropLabels } from '../../../src/adapters/metrics/drop-labels.ts';
import type { Metrics, Series } from '../../../src/pipeline/ports.ts';

const AT = 1_795_846_870_000;
const series = (labels: Series['labels'], number: number): Series => ({ labels, points: [{ at: AT, number }] });
const answer = {
  warnings: ['a store did not answer'],
  series: [
    series({ slo: 'a', replica: '0' }, 1),
    series({ slo: 'a', replica: '1' }, 2),
    series({ slo: 'b', replica: '1' }, 3),
  ],
};
const rule = {
  name: 'X',
  query: 'up',
  labels: { severity: 'page', replica: '0' },
  forSeconds: 60,
  active: [{ labels: { slo: 'a', replica: '0' }, activeAt: AT }],
};
const replicated: Metrics = {
  name: 'thanos',
  instant: async () => answer,
  range: async () => answer,
  rules: async () => [rule],
};

describe('labels that alerts and series do not share', () => {
  const metrics = dropLabels(replicated, ['replica']);
  const signal = new AbortController().signal;

  it('are left out of series, of which the first of each kind stays', async () => {
    const thin = { ...answer, series: [series({ slo: 'a' }, 1), series({ slo: 'b' }, 3)] };

    expect(await metrics.instant('x', AT, signal)).toEqual(thin);
    expect(await metrics.range('x', { from: AT, to: AT }, 30, signal)).toEqual(thin);
  });

  it('are left out of rules and their alerts', async () => {
    const [thin] = await metrics.rules({ kind: 'alert', name: 'X' }, signal);

    expect(thin).toEqual({ ...rule, labels: { severity: 'page' }, active: [{ labels: { slo: 'a' }, activeAt: AT }] });
  });
});
