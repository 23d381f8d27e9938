import { describe, expect, it } from 'vitest';
import { graphLink } from '../../../src/adapters/metrics/prometheus-link.ts';
import { connectPrometheus } from '../../../src/adapters/metrics/prometheus.ts';

const AT = Date.parse('2026-11-22T14:09:00.500Z');
const QUERY = 'sum(rate(errors{job="a&b#c"}[5m])) > 0.01';

function parameters(link: string): Record<string, string> {
  return Object.fromEntries(new URL(link).searchParams);
}

describe('a link to the pages of Prometheus', () => {
  it('draws a range that ends where it was asked to', () => {
    const link = graphLink('http://prometheus:9090/prom/', QUERY, { window: { from: AT - 5_400_000, to: AT } });

    expect(link).toMatch(/^http:\/\/prometheus:9090\/prom\/graph\?g0\.expr=/);
    expect(parameters(link)).toEqual({
      'g0.expr': QUERY,
      'g0.tab': '0',
      'g0.range_input': '5400s',
      'g0.end_input': '2026-11-22 14:09:00',
    });
  });

  it('shows the table of a moment', () => {
    expect(parameters(graphLink('http://p', QUERY, { at: AT }))).toEqual({
      'g0.expr': QUERY,
      'g0.tab': '1',
      'g0.moment_input': '2026-11-22 14:09:00',
    });
  });

  it('leads where browsers reach the server, also where labels are dropped', () => {
    const section = {
      url: 'http://inside:9090',
      external_url: 'https://prom.example',
      headers: {},
      drop_labels: ['r'],
    };

    const prometheus = connectPrometheus('prod', section, { readFile: () => '' });

    expect(prometheus.link?.('up', { at: AT })).toMatch(/^https:\/\/prom\.example\/graph\?/);
  });
});
