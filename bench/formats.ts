/**
 * Reads every recorded file of ../shared/data/formats and compares sums and top functions with what other tools say of them.
 * `node bench/formats.ts [part of a file's name]`. Files without such a truth only have to be read, or refused in a sentence.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { inflateProfile } from '../src/adapters/compute/inflate.ts';
import { kindsOf } from '../src/core/profile/pick-values.ts';
import { MalformedProfile, type Profile } from '../src/core/profile/profile.ts';
import { readProfile } from '../src/core/profile/read-profile.ts';
import { compare } from './formats/compare.ts';
import { expectedOf, expectedOfPerf, type Entry, type Expected } from './formats/truth.ts';

const FOLDER = new URL('../../shared/data/formats/', import.meta.url);
const MOST_BYTES = 2 ** 30;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function bytesOf(file: string): Uint8Array {
  const url = new URL(file, FOLDER);
  if (!file.endsWith('.xz')) return inflateProfile(new Uint8Array(readFileSync(url)), MOST_BYTES);
  const { stdout, status } = spawnSync('xz', ['-dc', url.pathname], { maxBuffer: MOST_BYTES });
  if (status !== 0) throw new Error(`xz cannot unpack ${file}`);
  return inflateProfile(new Uint8Array(stdout), MOST_BYTES);
}

function read(file: string): Profile | string {
  try {
    return readProfile(bytesOf(file));
  } catch (error) {
    if (error instanceof MalformedProfile) return error.message;
    throw error;
  }
}

/** Recordings that truth.json knows under the name of their conversion, or that have a report beside them. */
function expectationsOf(file: string, truth: Readonly<Record<string, Entry>>): Expected[] {
  if (file.startsWith('cpp/perf-script.txt'))
    return [expectedOfPerf(textOf('cpp/perf-report-children.txt'), textOf('cpp/perf-report-self.txt'))];
  const known =
    file === 'cpp/gperftools-legacy.prof'
      ? 'cpp/gperftools-unsymbolised.pb.gz'
      : file.replace(/\.xz$/, '').replace(/\.otlp\.json$/, '.otlp.pb');
  const entry = truth[known];
  return entry === undefined ? [] : expectedOf(entry);
}

function textOf(file: string): string {
  return readFileSync(new URL(file, FOLDER), 'utf8');
}

function row(cells: readonly string[]): string {
  const widths = [40, 13, 30, 9, 15, 15];
  return cells
    .map((cell, at) => cell.padEnd(widths[at] ?? 0))
    .join(' ')
    .trimEnd();
}

function main(): void {
  if (!existsSync(FOLDER)) {
    say('SKIPPED: ../shared/data/formats is not there, so no recorded file was read');
    return;
  }
  const truth: Record<string, Entry> = JSON.parse(textOf('truth.json'));
  const wanted = process.argv[2] ?? '';
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.\w+$/.test(file) && file.includes('/') && file.includes(wanted),
  );
  const others: string[] = [];
  let columns = 0;
  let equal = 0;
  say(row(['file', 'format', 'column', 'sum', 'self', 'total', '']));
  for (const file of files.sort()) {
    const profile = read(file);
    const expectations = expectationsOf(file, truth);
    if (expectations.length === 0)
      others.push(
        typeof profile === 'string' ? `${file}: ${profile}` : `${file}: ${profile.format}, ${factsOf(profile)}`,
      );
    for (const expected of expectations) {
      columns++;
      if (typeof profile === 'string') {
        say(row([file, 'NOT READ', String(expected.column), '', '', '', profile]));
        continue;
      }
      const { sum, self, total, note } = compare(profile, expected);
      const { type, unit } = profile.sampleTypes[Number(expected.column)] ?? { type: expected.column, unit: '' };
      if (sum === 'ok' && !`${self}${total}`.includes('differ')) equal++;
      say(row([file, profile.format, unit === '' ? String(type) : `${type}/${unit}`, sum, self, total, note]));
    }
  }
  say(`\n${equal} of ${columns} columns equal. Files without a truth:`);
  for (const line of others) say(`  ${line}`);
  if (equal < columns) process.exitCode = 1;
}

function factsOf(profile: Profile): string {
  const types = profile.sampleTypes.map(({ type, unit }) => `${type}/${unit}`).join(' ');
  const unstated = profile.unstated === undefined ? '' : `, ${profile.unstated} unstated`;
  return `${profile.stackStart.length - 1} samples of ${types}${unstated}, read as ${kindsOf(profile).join(', ') || 'nothing'}`;
}

main();
