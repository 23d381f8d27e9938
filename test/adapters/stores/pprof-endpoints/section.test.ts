import { describe, expect, it } from 'vitest';
import { PprofEndpointsSection } from '../../../../src/adapters/stores/pprof-endpoints/endpoints-section.ts';

const TARGETS = { targets: [{ address: 'pod:6060', labels: { service_name: 'shop' } }] };

function problemsOf(settings: Record<string, unknown>): string {
  const read = PprofEndpointsSection.safeParse({ name: 'pods', type: 'pprof-endpoints', ...settings });
  return (read.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n');
}

describe('the settings of pprof-endpoints', () => {
  it('need no more than where the pods are', () => {
    for (const where of [{ prometheus: {} }, { kubernetes: {} }, TARGETS]) expect(problemsOf(where)).toBe('');
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['no place', {}, /type: where are the pods\? Say prometheus, kubernetes or targets/],
    ['two places', { ...TARGETS, kubernetes: {} }, /targets: kubernetes and targets exclude each other/],
    ['a placeholder outside of quotes', { prometheus: { query: 'up{job={{ $labels.x }}}' } }, /belongs within quotes/],
    [
      'what only alerts have',
      { kubernetes: { service: '{{ $annotations.x }}' } },
      /only \{\{ \$labels\.x \}\} stand here/,
    ],
    ['a named port without Kubernetes', { ...TARGETS, port: 'pprof' }, /port: a port has a name in kubernetes only/],
    ['no cron expression', { ...TARGETS, healthy: { cron: 'hourly' } }, /healthy\.cron: is no cron expression/],
    ['every minute', { ...TARGETS, healthy: { cron: '* * * * *' } }, /more often than every 5 minutes/],
    ['every second', { ...TARGETS, healthy: { cron: '* * * * * *' } }, /more often than every 5 minutes/],
    ['an empty selector', { ...TARGETS, healthy: { of: [{}] } }, /healthy\.of\.0: names no label/],
    ['too long', { ...TARGETS, seconds: 61 }, /seconds: .*60/],
    ['TLS over plain HTTP', { ...TARGETS, tls: {} }, /tls: needs scheme: https/],
    ['half of basic auth', { ...TARGETS, username: 'x' }, /basic auth needs username and password_file/],
    ['a query in the path', { ...TARGETS, path: '/debug?x' }, /path: /],
    ['a slip', { ...TARGETS, second: 5 }, /second/],
  ])('refuse %s', (_, settings, words) => {
    expect(problemsOf(settings)).toMatch(words);
  });
});
