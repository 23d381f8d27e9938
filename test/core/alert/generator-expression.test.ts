import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generatorExpression } from '../../../src/core/alert/generator-expression.ts';

const EXPRESSION = 'a:burnrate5m{x="1+1 & 2"} > (14 * (1 - 0.99)) and a:burnrate1h > 0.1';
const encoded = new URLSearchParams({ e: EXPRESSION }).toString().slice(2);
const json = (state: unknown) => encodeURIComponent(JSON.stringify(state));
const query = { refId: 'A', expr: EXPRESSION };

describe('the expression in an address', () => {
  it.each([
    ['Prometheus', `http://prom.example/prom/graph?g0.expr=${encoded}&g0.tab=1`],
    ['Prometheus 3', `http://prom.example/query?g0.expr=${encoded}&g0.show_tree=0`],
    ['Thanos without a query address', `/graph?g0.expr=${encoded}&g0.tab=1`],
    ['a middleman that escapes HTML', `http://p/graph?g0.tab=1&amp;g0.expr=${encoded.replaceAll('+', '&#43;')}`],
    ['vmalert’s vmui', `https://vm.example/vmui/#/?g0.expr=${encodeURIComponent(EXPRESSION)}&g0.range_input=1h`],
    ['Explore', `https://g.example/explore?orgId=1&left=${json({ datasource: 'vm', queries: [query] })}`],
    [
      'Explore, as vmalert fills its template',
      `https://g.example/explore?left={"datasource":"vm","queries":[{"expr":${new URLSearchParams({ e: JSON.stringify(EXPRESSION) }).toString().slice(2)},"refId":"A"}]}`,
    ],
    [
      'Explore, before Grafana 8',
      `https://g.example/explore?left=${json(['now-1h', 'now', 'vm', query, { ui: [true] }])}`,
    ],
    [
      'Explore, since Grafana 10',
      `https://g.example/explore?schemaVersion=1&panes=${json({ k7: { queries: [query] } })}`,
    ],
  ])('is read from %s', (_name, url) => {
    expect(generatorExpression(url)).toBe(EXPRESSION);
  });

  it.each([
    '',
    'http://',
    'http://vmalert:8880/vmalert/alert?group_id=1&alert_id=2',
    'https://g.example/alerting/grafana/ab12/view?orgId=1',
    'http://prom/graph?g0.expr=',
    'http://prom/graph?g0.expr=+',
    'https://g.example/explore?left={broken',
    'https://g.example/explore?left=null',
    `https://g.example/explore?left=${json({ queries: [{ expr: 7 }, null, 'x'] })}`,
    `https://g.example/explore?panes=${json({ a: null, b: { queries: { expr: 'up' } } })}`,
    `https://g.example/explore?left=${encodeURIComponent('['.repeat(50_000))}`,
    `http://prom/graph?g0.expr=${'x'.repeat(300_000)}`,
  ])('is not invented for %.70s', (url) => {
    expect(generatorExpression(url)).toBeUndefined();
  });

  it('never throws, whatever the address', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (noise, state) => {
        for (const url of [
          noise,
          `http://${noise}`,
          `http://g/explore?panes=${json(state)}`,
          `/#${noise}?g0.expr=${noise}`,
        ]) {
          expect(['string', 'undefined']).toContain(typeof generatorExpression(url));
        }
      }),
    );
  });
});
