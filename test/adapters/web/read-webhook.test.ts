import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_TEXT, readWebhook } from '../../../src/adapters/web/read-webhook.ts';
import { understandAlert } from '../../support/understand-alert.ts';

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
    [{ alerts: null }, 'there is no list of alerts'],
    [{ text: 'a payload of somebody’s own template' }, 'there is no list of alerts'],
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

  it.each(['soon', '', '12', undefined, '0001-01-01T00:00:00Z', '2026-11-24', 12])(
    'takes the time of delivery for startsAt %j',
    (startsAt) => {
      const { group, problems } = read({ alerts: [alert({ startsAt })] });

      expect(group.alerts[0]?.startsAt).toBe(NOW);
      expect(problems).toEqual([expect.stringContaining('startsAt')]);
    },
  );

  it.each([
    ['a minute ahead', 60, '2026-11-24T19:01:00Z', 0],
    ['hours ahead', 3 * 3600, '2026-11-24T19:00:00Z', 1],
    ['hours behind, as slow alerts are', -5 * 3600, '2026-11-24T14:00:00Z', 0],
  ])('takes a start that is %s', (_name, seconds, at, notes) => {
    const startsAt = new Date(NOW + seconds * 1000).toISOString();

    const { group, problems } = read({ alerts: [alert({ startsAt })] });

    expect(group.alerts[0]?.startsAt).toBe(Date.parse(at));
    expect(problems).toHaveLength(notes);
    expect(problems.join()).toContain(notes === 1 ? 'startsAt is 10800 s in the future' : '');
  });

  it.each([
    ['of the year 1', '0001-01-01T00:00:00Z', 'is no time'],
    ['that is missing', undefined, 'is no time'],
    ['hours ahead', '2026-11-24T23:00:00Z', 'is 14400 s in the future'],
    ['before its start', '2026-11-24T17:00:00Z', 'is before startsAt'],
  ])('gives a resolved alert with an end %s the time of delivery, or it would never end', (_name, endsAt, problem) => {
    const { group, problems } = read({ alerts: [alert({ status: 'resolved', endsAt })] });

    expect(group.alerts[0]?.endsAt).toBe(NOW);
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  it('ignores the end of a firing alert, be it the year 1 or the lease of its sender', () => {
    for (const endsAt of ['0001-01-01T00:00:00Z', '2026-11-24T23:00:00Z', 'x']) {
      const { group, problems } = read({ alerts: [alert({ endsAt })] });

      expect(group.alerts[0]).not.toHaveProperty('endsAt');
      expect(problems).toEqual([]);
    }
  });

  it('takes an alert once that stands there twice, and both states of one that changed', () => {
    const ended = alert({ status: 'resolved', endsAt: '2026-11-24T18:30:00Z' });

    const { group, problems } = read({
      alerts: [alert(), alert(), ended, alert({ startsAt: '2026-11-24T18:40:00Z' })],
    });

    expect(group.alerts.map(({ status }) => status)).toEqual(['firing', 'resolved', 'firing']);
    expect(problems).toEqual(['alerts[1]: stands there twice, left out']);
  });

  it('makes no one alert of several that a sender gives the same fingerprint', () => {
    const alerts = ['a', 'b', 'b'].map((service) => alert({ labels: { service }, fingerprint: 'same' }));

    const { group, problems } = read({ alerts });

    expect(group.alerts.map(({ labels }) => labels['service'])).toEqual(['a', 'b']);
    expect(new Set(group.alerts.map(({ fingerprint }) => fingerprint)).size).toBe(2);
    expect(problems[0]).toBe('alerts[1]: has the fingerprint of other labels, "same": computed anew');
  });

  it('keeps an alert whose labels are an empty set', () => {
    const { group } = read({ alerts: [alert({ labels: {} })] });

    expect(group.alerts[0]).toMatchObject({ labels: {}, fingerprint: 'cbf29ce484222325' });
  });

  it('mends halves of characters, in names and in values', () => {
    const body = JSON.parse(
      '{"alerts":[{"status":"firing","labels":{"a\\ud800":"\\udc00b"},"startsAt":"2026-11-24T18:00:00Z"}]}',
    );

    expect(read(body).group.alerts[0]?.labels).toEqual({ 'a\uFFFD': '\uFFFDb' });
  });

  it('keeps what would be markup, templates, selectors or line ends elsewhere as it is: escaping is for the way out', () => {
    const labels = {
      selector: '"} or {x="',
      lines: 'a\nb\r\n\tc',
      mention: '<!channel> @here',
      template: '{{ $labels.x }} ${env} $(id) `x`',
      nul: 'a\u0000b',
      turned: 'abc\u202Egnp.exe',
    };

    expect(read({ alerts: [alert({ labels })] })).toMatchObject({ group: { alerts: [{ labels }] }, problems: [] });
  });

  it('cuts labels of 64 kB, and says which', () => {
    const labels = { alertname: 'X', long: 'x'.repeat(70_000) };

    const { group, problems } = read({ alerts: [alert({ labels })] });

    expect(group.alerts[0]?.labels['long']).toHaveLength(LONGEST_TEXT);
    expect(problems).toEqual([`alerts[0]: label "long" cut at ${LONGEST_TEXT} characters`]);
  });

  it('reads ten thousand alerts in one body and understands them', () => {
    const alerts = Array.from({ length: 10_000 }, (_one, i) => {
      const ratio = (window: string) => `http:burnrate${window}{slo="s${i}"} > (14 * (1 - 0.999))`;
      const query = new URLSearchParams({ 'g0.expr': `${ratio('5m')} and ${ratio('1h')}` });
      const labels = { alertname: 'ErrorBudgetBurn', slo: `s${i}`, job: `j${i}`, long: '1h', short: '5m' };
      return alert({ labels, generatorURL: `http://p/graph?${query.toString()}`, fingerprint: `f${i}` });
    });
    const body = JSON.stringify({ alerts });
    const began = performance.now();

    const understood = read(JSON.parse(body)).group.alerts.map(understandAlert);

    expect(performance.now() - began).toBeLessThan(4000);
    expect(understood[9999]).toBe('f pyrra j9999/s9999 ? 5m/1h×14 of 0.001');
    expect(understood).toHaveLength(10_000);
  });

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
