/** Trees and texts. https://git-scm.com/docs/git-ls-tree https://git-scm.com/docs/git-cat-file */
import { Failure } from '../../core/failure.ts';
import { BrokenMirror } from './git-failure.ts';
import { gitText, splitNul } from './git-text.ts';
import type { MirrorReader } from './mirror.ts';

const MOST_TREE_BYTES = 128 * 1024 * 1024;
/** Of one file; what is larger was not written by hand. */
const MOST_FILE_BYTES = 2 * 1024 * 1024;
/** Of all files of one question. */
const MOST_BYTES = 64 * 1024 * 1024;
/** git's own measure: a NUL so near the beginning makes a file binary. */
const LOOKED_AT = 8_000;

/** Path → blob; symbolic links lead anywhere and submodules elsewhere: neither is a file here. */
export async function readTree(
  mirror: MirrorReader,
  commit: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const args = ['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', commit];
  const { stdout } = await mirror.read(args, { maxBytes: MOST_TREE_BYTES }, signal);
  const files = new Map<string, string>();
  for (const entry of splitNul(stdout)) {
    const tab = entry.indexOf(9);
    const [mode = '', , blob = ''] = entry.toString('latin1', 0, tab).split(' ');
    if (mode.startsWith('100')) files.set(gitText(entry.subarray(tab + 1)), blob);
  }
  return files;
}

/**
 * Blob → text with LF. Sizes are asked first, so that no large file is read; the first ones count when all are too much.
 * Rejects with BrokenMirror for a blob that is not there, unless it `mayLack` some.
 */
export async function readTexts(
  mirror: MirrorReader,
  blobs: readonly string[],
  mayLack: boolean,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const asked = [...new Set(blobs)].filter((blob) => /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(blob));
  if (asked.length === 0) return new Map();
  const checked = await mirror.read(['cat-file', '--batch-check', '--buffer'], { input: lines(asked) }, signal);
  let room = MOST_BYTES;
  const small: string[] = [];
  for (const line of checked.stdout.toString('latin1').split('\n')) {
    const [blob = '', type, size = ''] = line.split(' ');
    if (type === 'missing' && !mayLack) throw lacks(blob);
    if (type !== 'blob' || Number(size) > MOST_FILE_BYTES || Number(size) > room) continue;
    room -= Number(size);
    small.push(blob);
  }
  if (small.length === 0) return new Map();
  const maxBytes = MOST_BYTES + small.length * 100;
  const { stdout } = await mirror.read(['cat-file', '--batch', '--buffer'], { input: lines(small), maxBytes }, signal);
  return readBatch(stdout);
}

function lines(words: readonly string[]): string {
  return words.map((word) => `${word}\n`).join('');
}

/** `BLOB blob SIZE`, a line break, so many bytes, a line break. */
function readBatch(output: Buffer): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  let at = 0;
  while (at < output.length) {
    const end = output.indexOf(10, at);
    const [blob = '', type, size] = output.toString('latin1', at, end).split(' ');
    if (end < 0 || type === undefined) throw malformed(blob);
    at = end + 1;
    if (type !== 'blob') continue;
    const text = textOf(output.subarray(at, at + Number(size)));
    if (text !== undefined) texts.set(blob, text);
    at += Number(size) + 1;
  }
  return texts;
}

function lacks(blob: string): Failure {
  return new BrokenMirror('GIT_UNAVAILABLE', `the mirror lacks object ${blob}`, { retryable: true });
}

function malformed(text: string): Failure {
  return new Failure('GIT_UNAVAILABLE', `git cat-file answered "${text.slice(0, 60)}"`, { retryable: true });
}

/** Undefined for what is no text. */
function textOf(bytes: Buffer): string | undefined {
  const mark = bytes.toString('latin1', 0, 2);
  const wide = mark === '\xff\xfe' ? 'utf-16le' : mark === '\xfe\xff' ? 'utf-16be' : undefined;
  if (wide === undefined && bytes.subarray(0, LOOKED_AT).includes(0)) return undefined;
  const text = wide === undefined ? gitText(bytes) : new TextDecoder(wide).decode(bytes);
  return text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
}
