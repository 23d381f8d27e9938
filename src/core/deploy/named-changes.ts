import type { FileChange, RangeCommit } from './range-commit.ts';
import { compareBodies, likeness, sameTokens, surplus, type BodyChange } from './source/compare-bodies.ts';
import { declarationsOf } from './source/declarations.ts';
import type { SourceText } from './source/find-functions.ts';
import { bodyOf, codeLinesOf } from './source/pick-function.ts';

/** Something with a name that a commit made, changed or took away, and that does another thing now. */
export interface NamedChange {
  readonly path: string;
  /** `owner.name` of a function, the name of a declaration. */
  readonly id: string;
  readonly name: string;
  readonly isFunction: boolean;
  readonly kind: 'new' | 'changed' | 'removed';
  readonly change: BodyChange;
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Lines of a function as this commit left it, without blanks; of a removed one as they were. */
  readonly lines: readonly string[];
  /** Those that were not there before, and those that are gone. */
  readonly wrote: ReadonlySet<string>;
  readonly dropped: ReadonlySet<string>;
}

/** The same function under another name or in another file. */
export interface MovedFunction {
  readonly path: string;
  readonly id: string;
  readonly name: string;
  readonly fromPath: string;
  readonly fromId: string;
  readonly fromName: string;
}

export interface CommitChanges {
  readonly changes: readonly NamedChange[];
  readonly moved: readonly MovedFunction[];
}

/** A function that is hardly alike was not moved. */
const ALIKE = 0.8;
/** Bodies shorter than this are alike by chance. */
const LEAST_TOKENS = 12;

/** Compares both versions of every file of a commit. `sourceOf` gives what a blob holds; undefined for what is no source. */
export function changesOfCommit(
  commit: RangeCommit,
  sourceOf: (blob: string | undefined, path: string) => SourceText | undefined,
): CommitChanges {
  const all = commit.changes.flatMap((file) => {
    const before = sourceOf(file.before, file.oldPath ?? file.path);
    const after = sourceOf(file.after, file.path);
    return before === undefined && after === undefined ? [] : fileChanges(file, before, after);
  });
  const moved: MovedFunction[] = [];
  const gone = all.filter(({ kind, isFunction }) => kind === 'removed' && isFunction);
  const changes = all.flatMap((one): NamedChange[] => {
    if (one.kind !== 'new' || !one.isFunction) return [one];
    const source = movedFrom(one, gone);
    if (source === undefined) return [one];
    gone.splice(gone.indexOf(source), 1);
    const { path, id, name } = one;
    moved.push({ path, id, name, fromPath: source.path, fromId: source.id, fromName: source.name });
    const before = source.before.map((token) => (token === source.name ? one.name : token));
    const change = compareBodies(before, one.after);
    const wrote = without(one.lines, source.lines);
    const dropped = without(source.lines, one.lines);
    return change === undefined ? [] : [{ ...one, kind: 'changed', change, before, wrote, dropped }];
  });
  const kept = changes.filter((one) => one.kind !== 'removed' || !one.isFunction || gone.includes(one));
  return { changes: kept.flatMap((one) => underNewNames(one, moved)), moved };
}

/** Who only calls a function by its new name does what it did. */
function underNewNames(one: NamedChange, moved: readonly MovedFunction[]): readonly NamedChange[] {
  const renamed = new Map(moved.map(({ fromName, name }) => [fromName, name]));
  if (one.kind !== 'changed' || !one.before.some((token) => (renamed.get(token) ?? token) !== token)) return [one];
  const before = one.before.map((token) => renamed.get(token) ?? token);
  const change = compareBodies(before, one.after);
  return change === undefined ? [] : [{ ...one, change, before }];
}

/** What took the place of a function that is gone: the same name elsewhere, or the same body under another name. */
function movedFrom(one: NamedChange, gone: readonly NamedChange[]): NamedChange | undefined {
  const named = gone.find(({ name, before }) => name === one.name && likeness(before, one.after) >= ALIKE / 2);
  if (named !== undefined) return named;
  if (one.after.length < LEAST_TOKENS) return undefined;
  const scored = gone.map((source) => ({ source, alike: likeness(source.before, one.after) }));
  const best = scored.toSorted((a, b) => b.alike - a.alike)[0];
  return best !== undefined && best.alike >= ALIKE ? best.source : undefined;
}

function fileChanges(
  { path, oldPath = path }: FileChange,
  before: SourceText | undefined,
  after: SourceText | undefined,
): readonly NamedChange[] {
  const were = before === undefined ? new Map<string, Named>() : namedOf(before);
  const are = after === undefined ? new Map<string, Named>() : namedOf(after);
  const found: NamedChange[] = [];
  for (const [id, now] of are) {
    const was = were.get(id);
    if (was !== undefined && sameTokens(was.tokens, now.tokens)) continue;
    const change = compareBodies(was?.tokens ?? [], now.tokens);
    if (change === undefined) continue;
    const lines = linesOf(after, now);
    const earlier = was === undefined ? [] : linesOf(before, was);
    const written = { lines, wrote: without(lines, earlier), dropped: without(earlier, lines) };
    const common = { path, id, name: now.name, isFunction: now.isFunction, change, after: now.tokens, ...written };
    found.push({ ...common, kind: was === undefined ? 'new' : 'changed', before: was?.tokens ?? [] });
  }
  for (const [id, was] of were) {
    if (are.has(id)) continue;
    const { name, isFunction, tokens } = was;
    const change: BodyChange = { added: new Map(), removed: surplus(tokens, []), kind: 'code' };
    const lines = linesOf(before, was);
    const common = { path: oldPath, id, name, isFunction, change, before: tokens, after: [], lines };
    found.push({ ...common, kind: 'removed', wrote: new Set(), dropped: new Set(lines) });
  }
  return found;
}

function linesOf(source: SourceText | undefined, { name, owner, isFunction }: Named): readonly string[] {
  return source === undefined || !isFunction ? [] : codeLinesOf(source, { name, owner });
}

function without(lines: readonly string[], known: readonly string[]): ReadonlySet<string> {
  const were = new Set(known);
  return new Set(lines.filter((line) => !were.has(line)));
}

interface Named {
  readonly name: string;
  readonly owner: string;
  readonly isFunction: boolean;
  readonly tokens: readonly string[];
}

function namedOf(source: SourceText): ReadonlyMap<string, Named> {
  const found = new Map<string, Named>();
  for (const [name, tokens] of declarationsOf(source)) found.set(name, { name, owner: '', isFunction: false, tokens });
  for (const { name, owner } of source.functions) {
    const id = functionId({ name, owner });
    if (found.get(id)?.isFunction !== true)
      found.set(id, { name, owner, isFunction: true, tokens: bodyOf(source, { name, owner }) });
  }
  return found;
}

/** How a function of a file is called here. */
export function functionId({ name, owner }: { readonly name: string; readonly owner: string }): string {
  return owner === '' ? `${name}()` : `${owner}.${name}()`;
}
