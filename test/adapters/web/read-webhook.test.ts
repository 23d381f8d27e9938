import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_TEXT, readWebhook } from '../../../src/adapters/web/read-webhook.ts';

const NOW = Date.parse('2026-11-24T19:00:00Z');
const read = (body: unknown) => readWebhook(body, 'alertmanager', NOW);
const alert = (changes: object = {}) => ({
  status: 'firing',
  labels: { a: 'b' },
  startsAt: '2026-11-24T18:00:00Z',
  ...changes,
});

function recorded(name: string): ReturnType<typeof read> {
  return read(JSON.parse(readFileSync(new URL(`../../fixtures/alerts/${name}.body.json`, import.meta.url), 'utf8')));
}

describe('deliveries of real Alertmanagers', () => {
  it.each([
    ['01-firing-single-1', ['firing']],
    ['02-firing-group-1', ['firing', 'firing', 'firing']],
    ['20-mixed-2', ['firing', 'resolved']],
    ['29-am0.25-1', ['firing', 'firing']],
    ['25-group-by-all-1', ['firing']],
    ['19-utf8-labels-1', ['firing']],
  ] as const)('reads %s without a note', (name, statuses) => {
    const { group, problems } = recorded(name);

    expect(problems).toEqual([]);
    expect(group.alerts.map(({ status }) => status)).toEqual(statuses);
  });

  it('has no end while firing (year 1 on the wire), and one when resolved', () => {
    const [firing, resolved] = recorded('20-mixed-2').group.alerts;

    expect(firing).not.toHaveProperty('endsAt');
    expect(resolved?.endsAt).toBeGreaterThan(resolved?.startsAt ?? Number.POSITIVE_INFINITY);
  });

  it('takes the quoting off the receiver', () => {
    expect(recorded('24-receiver-quoted-1').group.receiver).toBe('slo.hook+a/team(pay)');
  });

  it('counts what was cut off', () => {
    expect(recorded('23-truncated-2').group.truncatedAlerts).toBe(3);
  });

  it('gives both peers of a pair the same identity', () => {
    const [one, two] = ['54-ha-failing-sink-12', '55-ha-failing-sink-13'].map((name) => recorded(name).group.alerts[0]);

    expect(one).toEqual(two);
  });

  it('keeps hostile labels as they are, and __proto__ a label among others', () => {
    const { labels } = recorded('22-hostile-1').group.alerts[0]!;

    expect(Object.keys(labels)).toContain('__proto__');
    expect(Object.getPrototypeOf(labels)).toBe(Object.prototype);
    expect(labels['html']).toBe('<script>alert(1)</script>&amp;');
    expect(labels['nul']).toBe('a\u0000b');
  });
});

describe('odd deliveries', () => {
  it.each([
    [undefined, 'the body is no object'],
    [[], 'the body is no object'],
    ['text', 'the body is no object'],
    [{}, 'there is no list of alerts'],
    [{ alerts: 'all' }, 'there is no list of alerts'],
    [{ alerts: [] }, 'the list of alerts is empty'],
  ])('has no alerts in %j and says so', (body, problem) => {
    expect(read(body)).toMatchObject({ group: { alerts: [] }, problems: [problem] });
  });

  it('leaves out what is no alert, and keeps its neighbours', () => {
    const { group, problems } = read({ alerts: [7, { status: 'firing' }, alert()] });

    expect(group.alerts).toHaveLength(1);
    expect(problems).toEqual(['alerts[0]: is no object, left out', 'alerts[1]: has no labels, left out']);
  });

  it('computes a missing fingerprint', () => {
    const body = { alerts: [alert({ labels: { alertname: 'Dup', sloth_service: 'pay' } })] };

    expect(read(body).group.alerts[0]?.fingerprint).toBe('1338b93a5759b73f');
  });

  it.each(['soon', '', undefined, '0001-01-01T00:00:00Z', 12])(
    'takes the time of delivery for startsAt %j',
    (startsAt) => {
      const { group, problems } = read({ alerts: [alert({ startsAt })] });

      expect(group.alerts[0]?.startsAt).toBe(NOW);
      expect(problems).toEqual([expect.stringContaining('startsAt')]);
    },
  );

  it('reads nine fractional digits and an offset', () => {
    const [read1] = read({ alerts: [alert({ startsAt: '2026-11-24T20:00:26.00898431+02:00' })] }).group.alerts;

    expect(read1?.startsAt).toBe(Date.parse('2026-11-24T18:00:26.008Z'));
  });

  it('takes an unknown status as firing: silence would be worse', () => {
    const { group, problems } = read({ alerts: [alert({ status: 'alerting' })] });

    expect(group.alerts[0]?.status).toBe('firing');
    expect(problems).toEqual(['alerts[0]: status "alerting" taken as firing']);
  });

  it('makes strings of label values, however deep', () => {
    const deep = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) as unknown;

    const [first] = read({ alerts: [alert({ labels: { n: 7, no: null, list: [1], deep } })] }).group.alerts;

    expect(first?.labels).toMatchObject({ n: '7', no: '', list: '[1]' });
    expect(typeof first?.labels['deep']).toBe('string');
  });

  it('cuts endless values, never inside a character', () => {
    const { group, problems } = read({ alerts: [alert({ annotations: { long: `x${'𝄞'.repeat(LONGEST_TEXT)}` } })] });

    const long = group.alerts[0]?.annotations['long'] ?? '';
    expect(long.length).toBeGreaterThan(LONGEST_TEXT - 3);
    expect(long.isWellFormed()).toBe(true);
    expect(problems).toEqual([expect.stringContaining('annotation "long" cut')]);
  });

  it('never throws and never says more than twenty things', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (anything) => {
        for (const body of [anything, { alerts: anything }, { alerts: [anything, { labels: anything }] }]) {
          expect(read(body).problems.length).toBeLessThanOrEqual(20);
        }
      }),
    );
  });
});
