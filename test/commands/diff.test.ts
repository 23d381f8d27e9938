import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/commands/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'burnscope-diff-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** CPU profiles of the recorded pods of a tag. */
function pods(tag: string): string {
  for (const pod of [1, 2, 3, 4]) {
    mkdirSync(join(folder, tag, `pod-${pod}`), { recursive: true });
    copyFileSync(`test/fixtures/shop/${tag}-${pod}-cpu.pprof`, join(folder, tag, `pod-${pod}`, 'cpu.pprof'));
  }
  return join(folder, tag);
}

function put(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

async function run(...argv: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommand(['diff', ...argv], {
    print: (line) => out.push(line),
    complain: (line) => err.push(line),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

let before = '';
let innocent = '';
let guilty = '';
beforeAll(() => {
  before = pods('v1.2.0');
  innocent = pods('v1.2.6');
  guilty = pods('v1.2.1');
});

const RULES = () =>
  put(
    'rules.yaml',
    "deploy_rules: [{name: gzip is dear, services: [shop], function: '*codec.Compress', over: 10%}, {name: tax, services: [shop], function: 'example.com/shop/pricing.*', of: self, over: 5%}]",
  );

describe('burnscope diff in a pipeline', () => {
  it('ends with 3 for a change and with 0 for none', async () => {
    expect((await run(before, guilty)).code).toBe(3);
    expect((await run(before, innocent)).code).toBe(0);
  });

  it('judges the rules of a service, and a broken one ends with 3 although nothing changed', async () => {
    const { code, out } = await run(before, innocent, '--service', 'shop', '--config.file', RULES());

    expect(code).toBe(3);
    expect(out).toMatch(/^nothing-here/);
    expect(out).toMatch(
      /\nrule gzip is dear: codec\.Compress takes 2\d % of CPU .+, over the limit of 10 %; before, it was 2\d %\./,
    );
    expect((await run(before, innocent, '--service', 'cart', '--config.file', RULES())).code).toBe(0);
  });

  it('has the findings in its JSON, beside the analysis', async () => {
    const plain = JSON.parse((await run(before, guilty, '--json')).out);
    const judged = JSON.parse((await run(before, guilty, '--json', '--service', 'shop', '--config.file', RULES())).out);

    expect(plain).toMatchObject({ schema: 'burnscope.analysis/1', findings: [] });
    expect(judged.findings.map((one: { rule: string }) => one.rule)).toEqual(['gzip is dear', 'tax', 'new-in-top-5']);
    expect(judged.verdict).toEqual(plain.verdict);
  });

  it('needs no configuration for our own rule', async () => {
    expect((await run(before, guilty, '--service', 'anything')).out).toContain(
      'rule new-in-top-5: pricing.lineTax is new in the top 5',
    );
  });

  it.each([
    ['never', 'guilty', 0],
    ['rules', 'guilty', 3],
    ['regressed', 'guilty', 3],
    ['changed', 'innocent', 0],
    ['regressed', 'innocent', 0],
    ['rules', 'innocent', 0],
  ] as const)('with --fail-on %s, the %s one ends with %i', async (failOn, which, expected) => {
    const comparison = which === 'guilty' ? guilty : innocent;

    expect((await run(before, comparison, '--service', 'any', '--fail-on', failOn)).code).toBe(expected);
  });

  it.each([
    [['--fail-on', 'always'], /--fail-on must be one of changed, regressed, rules, never, not "always"/],
    [['--fail-on', 'rules'], /--fail-on rules needs --service S/],
    [['--config.file', 'b.yaml'], /--config\.file F needs --service S/],
    [['--json', '--markdown', '-'], /both want the standard output/],
    [['--service', 's', '--config.file', '/nowhere/b.yaml'], /no such file/],
  ])('refuses %j before it reads a profile', async (options, expected) => {
    const { code, err } = await run('/nowhere/a', '/nowhere/b', ...options);

    expect(code).toBe(1);
    expect(err).toMatch(expected);
  });
});

describe('the Markdown of burnscope diff', () => {
  it('goes to a file beside the text, or alone to the standard output', async () => {
    const file = join(folder, 'out.md');
    const beside = await run(before, guilty, '--service', 'shop', '--markdown', file);
    const alone = await run(before, guilty, '--service', 'shop', '--markdown', '-');

    expect(beside.out).toMatch(/^code \(sure\)/);
    expect(`${alone.out}\n`).toBe(readFileSync(file, 'utf8'));
    expect(alone.out).toMatch(/^### Burnscope: changed\n\n\*\*CPU per second \+\d+ %: .*lineTax.*\*\* \(sure\)\n/);
    expect(alone.out).toContain('\n\n- **new-in-top-5**: pricing.lineTax is new in the top 5: 9.1 % of CPU');
    expect(alone.out).toMatch(/\n\| ▲ \*\*`pricing\.lineTax`\*\* \| CPU, cores \| 0\.00 \| 0\.0294 \| new \| sure \|/);
  });

  it('says so when nothing changed', async () => {
    const { out } = await run(before, innocent, '--markdown', '-');

    expect(out).toMatch(/^### Burnscope: unchanged\n/);
  });

  it('mentions nobody, draws no tags and keeps its table, whatever functions are called', async () => {
    const name = 'evil@everyone|<img src=x>`#1`';
    const baseline = put('a.folded', 'main;work 4000\n');
    const comparison = put('b.folded', `main;work 4000\nmain;${name} 2000\n`);
    const { out } = await run(baseline, comparison, '--markdown', '-');
    const outside = out.replaceAll(/(`+)[^`].*?[^`]\1(?!`)/g, '');

    expect(out).toContain('everyone');
    expect(outside).not.toMatch(/@e|<img|#1/);
    for (const row of out.split('\n').filter((line) => line.startsWith('| ▲')))
      expect(row.replaceAll(String.raw`\|`, '').split('|')).toHaveLength(8);
  });
});
