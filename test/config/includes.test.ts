import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig, type LoadedConfig } from '../../src/config/load-config.ts';
import { ConfigError, formatProblem } from '../../src/config/problem.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'burnscope-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

function load(main = 'main.yaml'): LoadedConfig {
  return loadConfig(join(folder, main));
}

/** Lines without the folder, which differs from run to run. */
function problems(main = 'main.yaml'): readonly string[] {
  try {
    load(main);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => formatProblem(problem).replaceAll(`${folder}/`, ''));
  }
}

const TEAM = `scope: ['owner="x"']\n`;

describe('include', () => {
  it('reads the files of teams after the main one, sorted by name, each once', () => {
    put(
      'main.yaml',
      "include: ['teams/z*.yaml', 'teams/*.yaml', 'teams/a.yaml']\nrules: [{name: m, matchers: '{}', service: m}]",
    );
    for (const name of ['zoo', 'b', 'a'])
      put(`teams/${name}.yaml`, `${TEAM}rules: [{name: ${name}, matchers: '{}', service: s}]`);
    put('teams/.hidden.yaml', '!');
    put('teams/readme.md', '!');

    const { config, files } = load();

    expect(config.teams.map(({ rules }) => rules[0]?.name)).toEqual(['a', 'b', 'zoo']);
    expect(files.map((file) => file.slice(folder.length + 1)).toSorted()).toEqual([
      'main.yaml',
      'teams/a.yaml',
      'teams/b.yaml',
      'teams/zoo.yaml',
    ]);
  });

  it('finds files below with **, but no hidden ones', () => {
    put('main.yaml', "include: ['teams/**/*.yaml']");
    put('teams/a.yaml', TEAM);
    put('teams/x/y/b.yaml', TEAM);
    put('teams/.git/c.yaml', TEAM);

    expect(load().config.teams.map(({ file }) => file.slice(folder.length + 1))).toEqual([
      'teams/a.yaml',
      'teams/x/y/b.yaml',
    ]);
  });

  it('follows the links of a mounted ConfigMap, which stay within the folder', () => {
    put('teams/..2026/pay.yaml', TEAM);
    symlinkSync('..2026', join(folder, 'teams/..data'));
    symlinkSync('..data/pay.yaml', join(folder, 'teams/pay.yaml'));
    put('..2026/main.yaml', "include: ['teams/*.yaml']");
    symlinkSync('..2026', join(folder, '..data'));
    symlinkSync('..data/main.yaml', join(folder, 'main.yaml'));

    expect(load().config.teams).toHaveLength(1);
  });

  it('adds the scope of the main file to that of the team', () => {
    put('main.yaml', `include: [{files: 't.yaml', scope: 'vendor="v"'}]`);
    put('t.yaml', TEAM);

    expect(load().config.teams[0]?.scope.map(({ text }) => text)).toEqual(['vendor="v"', 'owner="x"']);
  });

  it.each([
    [
      'a link out of the folder',
      () => symlinkSync('/etc/hostname', join(folder, 'teams.yaml')),
      'teams.yaml',
      /include: teams\.yaml leads out of .*, to \/etc\/hostname$/,
    ],
    ['a path out of the folder', () => undefined, '../x.yaml', /include: must not leave the folder of this file/],
    ['an absolute path', () => undefined, '/etc/*.yaml', /include: must be relative/],
    ['a file that is not there', () => undefined, 'teams.yaml', /include: there is no file teams\.yaml$/],
    ['a folder', () => mkdirSync(join(folder, 'teams')), 'teams', /include: teams is a folder: write teams\/\*\.yaml$/],
    ['itself', () => undefined, '*.yaml', /include: main\.yaml is this file: it cannot include itself$/],
  ])('refuses %s', (_name, prepare, pattern, expected) => {
    put('main.yaml', `# main\ninclude: ['${pattern}']`);
    prepare();

    const [first = '', ...more] = problems();

    expect(first).toMatch(/^main\.yaml:2:11: /);
    expect(first).toMatch(expected);
    expect(more).toEqual([]);
  });

  it('says what belongs into the main file alone: includes do not nest', () => {
    put('main.yaml', "include: ['t.yaml']");
    put('t.yaml', `${TEAM}include: ['u.yaml']\nchannels: []`);

    expect(problems()).toEqual([
      't.yaml:2:1: unknown key "include" — only in the main file, main.yaml',
      't.yaml:3:1: unknown key "channels" — only in the main file, main.yaml',
    ]);
    put('main.yaml', 'scope: []');
    expect(problems()).toEqual([
      'main.yaml:1:1: unknown key "scope" — only in the files of teams, which include: names',
    ]);
  });

  it('warns where nothing matches, and where a team has no scope', () => {
    put('main.yaml', "include: ['teams/*.yaml', 't.yaml']");
    put('t.yaml', 'owner: x');

    expect(load().warnings.map((one) => formatProblem(one).replaceAll(`${folder}/`, ''))).toEqual([
      'main.yaml:1:11: include: nothing matches teams/*.yaml',
      "t.yaml:1:1: no scope: the rules of this file may take every team's alerts",
    ]);
  });

  it('tells the problems of all files at once, in the order of the files', () => {
    put('main.yaml', "include: ['t?.yaml']\nunmatched: loud\nservices: {cart: {}}");
    put('t1.yaml', 'a: [');
    put('t2.yaml', `${TEAM}services:\n  cart: {}\nrules:\n  - {name: r, matchers: 'a=', service: cart}`);
    put('t3.yaml', new Uint8Array([...Buffer.from('owner: ok\nx: '), 0xff]));

    expect(problems()).toEqual([
      'main.yaml:2:1: unmatched: must be "ignore", "log" — did you mean "log"?',
      't1.yaml:1:5: unexpected end of the stream within a flow collection',
      't2.yaml:3:3: service "cart" is described twice: here and at main.yaml:3',
      expect.stringMatching(/^t2\.yaml:5:15: rules\.0\.matchers: expected a value/),
      't3.yaml:2:4: this byte is no UTF-8',
    ]);
  });

  it.each([
    ['50 MB', () => new Uint8Array(50 * 1024 * 1024), /^main\.yaml:1:1: the file is 50\.0 MB; at most 8 MB are read$/],
    ['UTF-16', () => new Uint8Array([0xff, 0xfe, 0x61, 0]), /^main\.yaml:1:1: the file is UTF-16; save it as UTF-8$/],
    [
      'bytes that are no text',
      () => new Uint8Array([0x61, 0x3a, 0x20, 0xc3, 0x28]),
      /^main\.yaml:1:4: this byte is no UTF-8$/,
    ],
  ])('refuses a file of %s', (_name, content, expected) => {
    put('main.yaml', content());

    expect(problems()[0]).toMatch(expected);
  });

  it('takes a byte order mark', () => {
    put('main.yaml', '\uFEFFunmatched: ignore');

    expect(load().config.unmatched).toBe('ignore');
  });
});

describe('the hash', () => {
  it('is of names and contents, wherever the folder is', () => {
    put('a/main.yaml', "include: ['*/t.yaml']");
    put('a/x/t.yaml', TEAM);
    put('b/main.yaml', "include: ['*/t.yaml']");
    put('b/x/t.yaml', TEAM);
    const hash = load('a/main.yaml').hash;

    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(load('b/main.yaml').hash).toBe(hash);
    put('b/x/t.yaml', `${TEAM}#`);
    expect(load('b/main.yaml').hash).not.toBe(hash);
    rmSync(join(folder, 'b/x'), { recursive: true });
    put('b/y/t.yaml', TEAM);
    expect(load('b/main.yaml').hash).not.toBe(hash);
  });
});
