import { commonTail } from './common-tail.ts';
import { foreignFile } from './foreign-frames.ts';
import type { PathSettings } from './path-settings.ts';
import { sourceName } from './source-name.ts';
import { tailMatches } from './tail-match.ts';
import type { TreeIndex } from './tree-index.ts';

/** Fewer files are chance. */
const LEAST_FILES = 2;

/**
 * Settings with what the files of a profile tell together: where `/app/src/fee.ts` and `/app/src/pay.ts` are only in services/pay,
 * `/app/src/index.ts`, which every service has, is its as well. Only what all files agree on; what is configured stays in front.
 * `files`: as profiles name them, the more the better; those of others are left out.
 */
export function learnPrefixes(files: Iterable<string>, tree: TreeIndex, settings: PathSettings): PathSettings {
  const votes = new Map<string, Map<string, number>>();
  for (const file of new Set(files)) {
    const name = sourceName(file);
    if (!name.absolute || foreignFile(file) !== undefined) continue;
    const [path, ...others] = tailMatches(name, tree, settings);
    if (path === undefined || others.length > 0) continue;
    const elements = path.split('/');
    const common = commonTail(name.elements, elements);
    const from = `/${[...name.elements.slice(0, name.elements.length - common), ''].join('/')}`;
    const to = elements.slice(0, elements.length - common).join('/');
    const known = votes.get(from) ?? new Map<string, number>();
    votes.set(from, known.set(to, (known.get(to) ?? 0) + 1));
  }
  const learnt = [...votes].flatMap(([from, tos]) => {
    const [first, ...others] = tos;
    const isAgreed = first !== undefined && others.length === 0 && first[1] >= LEAST_FILES;
    return isAgreed ? [{ from, to: first[0] }] : [];
  });
  learnt.sort((a, b) => b.from.length - a.from.length);
  return { ...settings, prefixes: [...settings.prefixes, ...learnt] };
}
