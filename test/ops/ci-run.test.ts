import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

// The script itself, in a checkout whose tools are stand-ins that write down how they were called.
const SCRIPT = join(import.meta.dirname, '../../.ci/run');
let checkout: string;

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'burnscope-ci-'));
  mkdirSync(join(checkout, '.ci'));
  copyFileSync(SCRIPT, join(checkout, '.ci/run'));
  for (const tool of ['bin/apt-get', 'bin/go', 'helm/ci/fetch-schemas', 'helm/ci/check']) standIn(tool, '');
  standIn(
    'bin/npm',
    `if [[ "$*" == "$BROKEN" ]]; then exit 1; fi
     if [[ $1 == test ]]; then
       for word in "$@"; do
         if [[ $word == --outputFile.json=* && -n $REPORT ]]; then echo "$REPORT" >"\${word#*=}"; fi
       done
       exit "$TESTS_EXIT"
     fi`,
  );
});

afterEach(() => rmSync(checkout, { recursive: true, force: true }));

function standIn(path: string, body: string): void {
  const file = join(checkout, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/usr/bin/env bash\necho "${path.split('/').at(-1)} $* CI=$CI" >>"$CALLS"\n${body}\n`);
  chmodSync(file, 0o755);
}

interface Wishes {
  readonly report?: Readonly<Record<string, number>>;
  readonly testsExit?: number;
  readonly broken?: string;
}

function run({ report, testsExit = 0, broken = '' }: Wishes) {
  const calls = join(checkout, 'calls');
  const done = spawnSync('bash', ['.ci/run'], {
    cwd: checkout,
    encoding: 'utf8',
    env: {
      PATH: `${join(checkout, 'bin')}:${process.env['PATH']}`,
      HOME: checkout,
      TMPDIR: checkout,
      CALLS: calls,
      REPORT: report === undefined ? '' : JSON.stringify(report),
      TESTS_EXIT: String(testsExit),
      BROKEN: broken,
    },
  });
  return {
    exit: done.status,
    output: done.stdout,
    last: done.stdout.trimEnd().split('\n').at(-1),
    calls: readFileSync(calls, 'utf8').trimEnd().split('\n'),
  };
}

test('closes with the count, after every check in its order, under CI', () => {
  const { exit, last, calls } = run({ report: { numPassedTests: 812, numFailedTests: 0 } });

  expect(last).toBe('812 passed, 0 failed');
  expect(exit).toBe(0);
  expect(calls.filter((call) => !call.endsWith(' CI=true'))).toEqual([]);
  expect(calls.map((call) => call.replace(/ CI=true$/, ''))).toEqual([
    'apt-get update --quiet',
    expect.stringMatching(/^apt-get install .*--yes.* chromium .*git$/),
    'npm ci',
    'npm run -s check:format',
    'npm run -s check:lint',
    'npm run -s check:types',
    'npm run -s check:unused',
    expect.stringMatching(/^npm test -- --reporter=default --reporter=json --outputFile\.json=\S+$/),
    expect.stringContaining('go install helm.sh/helm/v3/cmd/helm@v3.'),
    expect.stringContaining('go install github.com/yannh/kubeconform/cmd/kubeconform@v'),
    expect.stringContaining('fetch-schemas '),
    expect.stringContaining('check '),
  ]);
});

test('a failed test fails the run and is counted', () => {
  const { exit, last, output } = run({ report: { numPassedTests: 811, numFailedTests: 1 }, testsExit: 1 });

  expect(last).toBe('811 passed, 1 failed');
  expect(output).toContain('FAILED: tests');
  expect(exit).toBe(1);
});

test.each(['numPendingTests', 'numTodoTests'])('a test that was left out fails the run (%s)', (kind) => {
  const { exit, last, output } = run({ report: { numPassedTests: 811, numFailedTests: 0, [kind]: 2 } });

  expect(output).toContain('FAILED: 2 tests were left out');
  expect(last).toBe('811 passed, 0 failed');
  expect(exit).toBe(1);
});

test('tests that died without a report have not passed', () => {
  const { exit, last } = run({ testsExit: 0 });

  expect(last).toBe('0 passed, 0 failed');
  expect(exit).toBe(1);
});

test('a failed check is named, and the tests still run', () => {
  const { exit, last, output } = run({ report: { numPassedTests: 812 }, broken: 'run -s check:lint' });

  expect(output).toContain('FAILED: lint');
  expect(last).toBe('812 passed, 0 failed');
  expect(exit).toBe(1);
});

test('without its packages the run ends at once', () => {
  const { exit, calls } = run({ broken: 'ci' });

  expect(calls.at(-1)).toBe('npm ci CI=true');
  expect(exit).not.toBe(0);
});
