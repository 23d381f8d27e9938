import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/commands/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'burnscope-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

async function run(...argv: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommand(['test', ...argv], {
    print: (line) => out.push(line),
    complain: (line) => err.push(line),
  });
  return { code, out: out.join('\n').replaceAll(`${folder}/`, '').split('\n'), err };
}

const RULES = `
rules:
  - {name: all of it, matchers: 'alertname="B"', service: b, continue: true}
  - {name: pay, matchers: ['alertname=~"A|B"'], service: pay, selector: {app: pay, ns: '{{ $labels.ns | default "x" }}'}, sli: errors, cooldown: 1h}
`;
const SLOTH = 'sloth_service=cart,sloth_slo=x,sloth_severity=page';

describe('burnscope test', () => {
  it('passes what is as expected, with a line that says how many', async () => {
    const file = put(
      'good.yaml',
      `${RULES}
tests:
  - labels: {alertname: A}
    expect: {service: pay, rule: pay, selector: {ns: x, app: pay}, sli: errors, channels: [inbox], cooldown: 1h, profiles: [cpu, block, mutex, off-cpu]}
  - labels: {alertname: B, ns: y}
    expect: [{service: b}, {service: pay}]
  - labels: {alertname: C}
    expect: none
  - labels: {alertname: D, severity: page, job: d}
    expr: sum(rate(e[1h])) / sum(rate(r[1h])) > 14.4 * 0.001 and sum(rate(e[5m])) / sum(rate(r[5m])) > 14.4 * 0.001
    expect: {dialect: expression, objective: 0.999, service: d}
`,
    );

    expect(await run(file)).toEqual({ code: 0, out: ['4 passed, 0 failed'], err: [] });
  });

  it('tells key by key what differs, and why', async () => {
    const file = put(
      'bad.yaml',
      `${RULES}
tests:
  - name: the wrong team
    labels: {alertname: A, ns: y}
    expect: {rule: all of it, service: b, selector: {app: b}, owner: b}
  - labels: {alertname: B}
    expect: {service: b}
  - labels: {alertname: B}
    expect: none
  - labels: {alertname: C}
    expect: {service: c}
`,
    );

    const { code, out } = await run(file);

    expect(code).toBe(1);
    expect(out).toEqual([
      'bad.yaml:7: the wrong team',
      '    service   expected  b',
      '              actual    pay',
      '    rule      expected  all of it',
      '              actual    pay',
      '    owner     expected  b',
      '              actual    nothing',
      '    selector  expected  {app="b"}',
      '              actual    {app="pay", ns="y"}',
      '    it was rule "pay"',
      '    rule "all of it" (bad.yaml:3): not matched: alertname="B", and alertname is "A"',
      'bad.yaml:10: {alertname="B"}',
      '    plans  expected  1',
      '           actual    2 (b, pay)',
      '    it was rule "all of it"',
      '    it was rule "pay"',
      'bad.yaml:12: {alertname="B"}',
      '    plan  expected  none',
      '          actual    b, by all of it',
      '    plan  expected  none',
      '          actual    pay, by pay',
      '    it was rule "all of it"',
      '    it was rule "pay"',
      'bad.yaml:14: {alertname="C"}',
      '    plan  expected  c',
      '          actual    none: not a burn-rate alert that we know, and no rule maps it',
      '0 passed, 4 failed',
    ]);
  });

  it('takes one alert from the command line instead', async () => {
    const file = put('flags.yaml', RULES);

    expect(await run(file, '--labels', SLOTH)).toMatchObject({
      code: 0,
      out: ['cart → inbox {service_name="cart"} (recognised as sloth by its labels)', '1 passed, 0 failed'],
    });
    expect(await run(file, '--labels', SLOTH, '--expect-service', 'cart')).toMatchObject({ code: 0 });
    expect(await run(file, '--labels', 'alertname=A', '--expect-rule', 'all of it')).toMatchObject({ code: 1 });
    expect(await run(file, '--labels', 'alertname=A', '--labels', 'x="y z"', '--expect', 'none')).toMatchObject({
      code: 1,
    });
    expect(await run(file, '--labels', 'alertname=C', '--expect', 'none')).toMatchObject({ code: 0 });
  });

  it.each([
    [['--expect-service', 'x'], /needs an alert: --labels/],
    [['--labels', 'a=b', '--expect', 'nothing'], /--expect takes none/],
    [['--labels', 'a=b', '--expect', 'none', '--expect-rule', 'x'], /exclude each other/],
    [['--labels', 'a=~b'], /says what the labels are/],
  ])('refuses %j', async (flags, expected) => {
    const { code, err } = await run(put('flags.yaml', RULES), ...flags);

    expect(code).toBe(1);
    expect(err[0]).toMatch(expected);
  });

  it('answers in JSON for other programs', async () => {
    const { code, out } = await run(
      put('flags.yaml', RULES),
      '--json',
      '--labels',
      'alertname=A',
      '--expect-service',
      'b',
    );

    expect(code).toBe(1);
    expect(JSON.parse(out.join('\n'))).toMatchObject({
      tests: [
        {
          passed: false,
          differences: [{ key: 'service', expected: 'b', actual: 'pay' }],
          plans: [{ because: 'rule "pay"' }],
        },
      ],
    });
  });

  it('says when there is nothing to run, and runs the examples', async () => {
    expect(await run(put('none.yaml', RULES))).toMatchObject({
      err: [expect.stringContaining('nothing under tests:')],
    });
    expect(await run('config/example.yaml')).toMatchObject({ code: 0, out: ['10 passed, 0 failed'] });
    expect(await run('config/teams-example/payments.yaml')).toMatchObject({ code: 0, out: ['6 passed, 0 failed'] });
  });
});
