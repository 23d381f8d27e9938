import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/commands/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'burnscope-check-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

async function run(...argv: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommand(argv, { print: (line) => out.push(line), complain: (line) => err.push(line) });
  const tidy = (lines: readonly string[]) => lines.map((line) => line.replaceAll(`${folder}/`, ''));
  return { code, out: tidy(out), err: tidy(err) };
}

describe('burnscope check', () => {
  it('finds nothing wrong with the example, also with --strict', async () => {
    expect(await run('check', '--strict', 'config/example.yaml')).toEqual({
      code: 0,
      out: ['config/example.yaml: fine (2 team files, 6 rules, 3 services, 5 deploy rules, 10 tests)'],
      err: [],
    });
  });

  it('tells warnings, which are problems with --strict', async () => {
    const file = put('warn.yaml', `rules: [{name: r, matchers: 'a=~"^x$"', service: s}]`);

    const lenient = await run('check', file);
    expect(lenient).toMatchObject({ code: 0, out: ['warn.yaml: fine (1 rule)'] });
    expect(lenient.err).toEqual([expect.stringMatching(/^warn\.yaml:1:19: warning: a=~"\^x\$": regular/)]);
    expect(await run('check', '--strict', file)).toMatchObject({
      code: 1,
      out: ['warn.yaml: not fine with --strict (1 rule)'],
    });
  });

  it('goes on to the next file after a bad one, and after one that is not there', async () => {
    const bad = put('bad.yaml', 'webb: {}\nlogg: {}');
    const good = put('good.yaml', '');

    const { code, out, err } = await run('check', bad, join(folder, 'none.yaml'), good);

    expect(code).toBe(1);
    expect(out).toEqual(['good.yaml: fine']);
    expect(err).toEqual([
      'bad.yaml:1:1: unknown key "webb" — did you mean "web"?\nbad.yaml:2:1: unknown key "logg" — did you mean "log"?',
      expect.stringMatching(/^none\.yaml: ENOENT/),
    ]);
  });

  it('checks the file of a team alone, whose channels it cannot know', async () => {
    const file = put('team.yaml', `scope: 'owner="x"'\ndefaults: {channels: [somewhere]}\nsources: []`);

    expect((await run('check', file)).err).toEqual(['team.yaml:3:1: unknown key "sources" — only in the main file']);
    put('team.yaml', `scope: 'owner="x"'\ndefaults: {channels: [somewhere]}`);
    expect(await run('check', '--strict', file)).toMatchObject({
      code: 0,
      out: ['team.yaml: fine (a team’s file alone: whether its channels exist is not known)'],
    });
  });
});
