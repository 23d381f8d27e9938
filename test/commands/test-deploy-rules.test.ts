import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/commands/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'burnscope-deploy-tests-'));
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
  return { code, out: out.join('\n').replaceAll(`${folder}/`, ''), err };
}

const RULES = `
deploy_rules:
  - {name: pricing, services: [shop], function: 'shop/pricing.*', over: 5%, grew_by: 2%}
  - {name: locks, function: 'shop/*', profile: off-cpu, of: self, over: 20%}
`;

describe('burnscope test on rules about deploys', () => {
  it('passes tables whose rules fire as expected, each measure and profile by itself', async () => {
    const file = put(
      'good.yaml',
      `${RULES}
deploy_tests:
  - service: shop
    functions: [{function: shop/pricing.Quote, baseline: {self: 1%, total: 3%}, comparison: {self: 1%, total: 9%}}]
    expect: [pricing]
  - service: shop
    functions: [{function: shop/pricing.Quote, baseline: 8%, comparison: 9%}]
    expect: none
  - service: cart
    functions: [{function: shop/pricing.Quote, comparison: 9%}]
    expect: [new-in-top-5]
  - service: cart
    functions:
      - {function: shop/cart.lock, profile: off-cpu, baseline: 30%, comparison: 30%}
      - {function: shop/cart.lock, comparison: {total: 90%}}
    expect: [locks]
`,
    );

    expect(await run(file)).toEqual({ code: 0, out: '4 passed, 0 failed', err: [] });
  });

  it('tells what fired instead, and why the expected rules did not', async () => {
    const file = put(
      'bad.yaml',
      `${RULES}
deploy_tests:
  - name: taxes
    service: shop
    functions: [{function: shop/pricing.tax, baseline: 4%, comparison: 4.6%}, {function: shop/fees.of, comparison: 7%}]
    expect: [pricing, locks]
  - service: cart
    functions: [{function: shop/a, baseline: 1%, comparison: 1%}]
    expect: [pricing]
`,
    );

    const { code, out } = await run(file);

    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      'bad.yaml:7: taxes',
      '    rules  expected  pricing, locks',
      '           actual    new-in-top-5',
      '    rule "pricing" (bad.yaml:3) did not fire: pricing.tax takes 4.6 %, not over 5 %',
      '    rule "locks" (bad.yaml:4) did not fire: there are no off-cpu profiles of both sides',
      '    rule "new-in-top-5" (built in) fired: fees.of is new in the top 5: 7 % of CPU with the libraries that it calls; it was not seen before.',
      'bad.yaml:11: deploy of cart',
      '    rules  expected  pricing',
      '           actual    none',
      '    rule "pricing" does not act on service "cart"',
      '0 passed, 2 failed',
    ]);
  });

  it('reads recorded profiles beside the file; what cannot be compared fails its own test alone', async () => {
    for (const [side, tag] of [
      ['before', 'v1.2.0'],
      ['after', 'v1.2.1'],
    ] as const) {
      for (const pod of [1, 2, 3, 4]) {
        mkdirSync(join(folder, side, `${pod}`), { recursive: true });
        copyFileSync(`test/fixtures/shop/${tag}-${pod}-cpu.pprof`, join(folder, side, `${pod}`, 'cpu.pprof'));
      }
    }
    put('empty.pprof', 'no profile');
    const file = put(
      'recorded.yaml',
      `
deploy_rules: [{name: pricing, function: 'pricing.lineTax', of: self, over: 5%}]
deploy_tests:
  - {service: shop, baseline: before, comparison: after, expect: [pricing, new-in-top-5]}
  - {service: shop, baseline: before, comparison: before, expect: none}
  - {service: shop, baseline: before, comparison: nowhere, expect: none}
  - {service: shop, baseline: before, comparison: empty.pprof, expect: none}
`,
    );

    const { code, out } = await run(file);

    expect(code).toBe(1);
    expect(out).toMatch(/2 passed, 2 failed$/);
    expect(out).toMatch(/recorded\.yaml:6: deploy of shop\n {4}profiles {2}expected {2}to be compared\n.*no such file/);
    expect(out).toMatch(/recorded\.yaml:7: .*\n.*\n.*empty\.pprof was left out/);
  });

  it('has the findings in its JSON', async () => {
    const file = put(
      'json.yaml',
      `${RULES}
deploy_tests: [{service: shop, functions: [{function: shop/pricing.Quote, baseline: 6%, comparison: 9%}], expect: [pricing]}]
`,
    );

    expect(JSON.parse((await run(file, '--json')).out)).toMatchObject({
      tests: [
        { place: 'json.yaml:6', name: 'deploy of shop', passed: true, findings: [{ rule: 'pricing', profile: 'cpu' }] },
      ],
    });
  });
});
