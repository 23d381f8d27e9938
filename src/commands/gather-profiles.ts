import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Counts } from '../core/profile/assume-counts.ts';
import type { Side } from '../core/profile/call-tree.ts';
import type { LabelFilter } from '../core/profile/with-label.ts';
import type { ProfileKind } from '../core/profile/profile.ts';
import type { ProfileSource } from '../pipeline/ports.ts';
import type { Arguments } from './run-command.ts';
import { Usage } from './usage.ts';

/** Files of one side of a diff read at most this much. */
const MOST_FILE_BYTES = 512 * 1024 * 1024;
const UNITS = ['samples', 'nanoseconds', 'microseconds', 'milliseconds', 'seconds'] as const;
const KINDS = ['cpu', 'block', 'mutex', 'off-cpu', 'wall'] as const;
const FIRST_GUESS_HZ = 100;

/** Overrides for formats that do not say what they count. */
export interface Assumptions {
  readonly kind?: ProfileKind;
  readonly unit?: Counts['unit'];
  readonly rateHz?: number;
}

export function readAssumptions(args: Arguments): Assumptions {
  const kind = oneOf('--kind', args.text('kind'), KINDS);
  const unit = oneOf('--unit', args.text('unit'), UNITS);
  const rate = args.text('rate');
  const rateHz = rate === undefined ? undefined : Number(rate);
  if (rateHz !== undefined && !(rateHz > 0)) throw new Usage(`--rate must be samples per second, not "${rate}"`);
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(unit === undefined ? {} : { unit }),
    ...(rateHz === undefined ? {} : { rateHz }),
  };
}

function oneOf<T extends string>(option: string, text: string | undefined, known: readonly T[]): T | undefined {
  const found = known.find((candidate) => candidate === text);
  if (text !== undefined && found === undefined)
    throw new Usage(`${option} must be one of ${known.join(', ')}, not "${text}"`);
  return found;
}

/** Labels asked for with --label KEY=TEXT, which may be given more than once. */
export function readLabels(args: Arguments): readonly LabelFilter[] {
  return args.texts('label').map((text) => {
    const equals = text.indexOf('=');
    if (equals < 1) throw new Usage(`--label must be KEY=TEXT, such as span_id=1715609f7c746c69, not "${text}"`);
    return { key: text.slice(0, equals), text: text.slice(equals + 1) };
  });
}

/** All files under a path, sorted; hidden ones, READMEs and YAML are left alone. JSON may be a profile or a note: see the reader. */
function filesUnder(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^\.|^readme|\.(md|ya?ml)$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/**
 * Files or folders of profiles as sources. Each file is a block and its parent folder the pod. The kind is told by its
 * sample types; the file's name (see kindByName) decides where those leave it open: folded text, bare counts of samples,
 * and Go's block and mutex profiles, which look alike. What lies in a folder beside profiles may be something else.
 */
export function gatherProfiles(path: string, side: Side, assumptions: Assumptions): readonly ProfileSource[] {
  const files = filesUnder(path);
  if (files.length === 0) throw new Error(`${path}: no profiles in it`);
  return files.map((file) => {
    if (statSync(file).size > MOST_FILE_BYTES) throw new Error(`${file}: larger than ${MOST_FILE_BYTES >> 20} MB`);
    const kind = assumptions.kind ?? kindByName(basename(file));
    const counts = countsFor(kind, assumptions);
    const bytes = readBytes(file);
    const kindGuessed = assumptions.kind === undefined;
    return { side, kind, kindGuessed, stray: file !== path, name: file, pod: podOf(file, path), counts, bytes };
  });
}

/** As plain bytes, whose `slice` copies where that of Node's buffers does not; large files are not copied for that. */
export function readBytes(file: string | number): Uint8Array {
  const { buffer, byteOffset, byteLength } = readFileSync(file);
  return new Uint8Array(buffer, byteOffset, byteLength);
}

const WORDS = 'cpu|wall|mutex|locks?|block|delay|contentions?|off-?_?cpu|off';
const AT_FRONT = new RegExp(`^(?:${WORDS})`, 'i');
const INSIDE = new RegExp(`(?<![a-z])(?:${WORDS})(?![a-z])`, 'gi');

/** Told by the word in front, `lock-total.folded`, else by the last one inside, `v1.2.0-1-block.pprof`; CPU where there is none. */
export function kindByName(name: string): ProfileKind {
  const word = (AT_FRONT.exec(name)?.[0] ?? name.match(INSIDE)?.at(-1) ?? 'cpu').toLowerCase();
  if (word === 'cpu' || word === 'wall' || word === 'mutex') return word;
  return word.startsWith('off') ? 'off-cpu' : 'block';
}

/** cpu and wall count samples, waits are nanoseconds, unless told otherwise. */
export function countsFor(kind: ProfileKind, { unit, rateHz }: Assumptions): Counts {
  const usual = kind === 'cpu' || kind === 'wall' ? 'samples' : 'nanoseconds';
  return { unit: unit ?? usual, rateHz: rateHz ?? FIRST_GUESS_HZ };
}

/** The folder that holds the file, within the side; a lone file is a pod of its own. */
function podOf(file: string, root: string): string {
  return file === root ? basename(file) : basename(dirname(file));
}
