/** https://git-scm.com/docs/git-grep */
import { gitText } from './git-text.ts';
import type { MirrorReader } from './mirror.ts';

const MOST_PATHS = 200;
const MOST_WORDS = 40;
const MOST_BYTES = 16 * 1024 * 1024;
const TIMEOUT_MS = 8_000;

/** Word → paths of text files that hold it as a whole word. One pass for all words; every word of the question is a key. */
export async function findMentions(
  mirror: MirrorReader,
  words: readonly string[],
  commit: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const asked = [...new Set(words)].filter((word) => /^[^\0\r\n]{1,200}$/.test(word)).slice(0, MOST_WORDS);
  const found = new Map<string, Set<string>>(words.map((word) => [word, new Set()]));
  const answer = (isWhole: boolean) =>
    new Map([...found].map(([word, paths]) => [word, isWhole || paths.size === MOST_PATHS ? [...paths] : []]));
  // Reading every file would fetch every file, one after the other.
  if (asked.length === 0 || mirror.isPartial) return answer(true);
  const args = ['grep', '-I', '-F', '-w', '-o', '-z', '--full-name', ...asked.flatMap((word) => ['-e', word]), commit];
  const call = { codes: [1], maxBytes: MOST_BYTES, cut: true, timeoutMs: TIMEOUT_MS };
  const { stdout, wasCut } = await mirror.read(args, call, signal);
  // COMMIT:PATH, NUL, the word, a line break; a path may hold line breaks, a word none.
  let path = '';
  for (const part of gitText(stdout).split('\0')) {
    const end = path === '' ? 0 : part.indexOf('\n');
    const paths = path === '' || end < 0 ? undefined : found.get(part.slice(0, end));
    if (paths !== undefined && paths.size < MOST_PATHS) paths.add(path);
    path = part.slice(path === '' ? 0 : end + 1).slice(commit.length + 1);
  }
  // Of a cut answer a word may have the one place that is no other's, and more places that were not seen.
  return answer(!wasCut);
}
