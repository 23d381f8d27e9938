import type { Placeholder } from './template.ts';

/** Compiles a regular expression into a function that replaces every match; throws with what is wrong. */
export type Replacer = (expression: string) => (text: string, replacement: string) => string;

interface PipeKind {
  readonly takes: readonly string[];
  readonly make: (words: readonly string[], replacer: Replacer) => Placeholder['pipes'][number];
}

/** The whole vocabulary: the names are those of Go's strings package as Helm and Alertmanager users know them. */
const PIPES: Readonly<Record<string, PipeKind>> = {
  default: {
    takes: ['text'],
    make:
      ([fallback]) =>
      (text) =>
        text === undefined || text === '' ? fallback : text,
  },
  lower: { takes: [], make: () => (text) => text?.toLowerCase() },
  upper: { takes: [], make: () => (text) => text?.toUpperCase() },
  trimPrefix: {
    takes: ['prefix'],
    make:
      ([prefix = '']) =>
      (text) =>
        text?.startsWith(prefix) === true ? text.slice(prefix.length) : text,
  },
  trimSuffix: {
    takes: ['suffix'],
    make:
      ([suffix = '']) =>
      (text) =>
        suffix !== '' && text?.endsWith(suffix) === true ? text.slice(0, -suffix.length) : text,
  },
  replace: {
    takes: ['old', 'new'],
    make:
      ([old = '', fresh = '']) =>
      (text) =>
        old === '' ? text : text?.replaceAll(old, () => fresh),
  },
  regexReplace: {
    takes: ['expression', 'new'],
    make: ([expression = '', fresh = ''], replacer) => {
      const replace = replacer(expression);
      return (text) => (text === undefined ? undefined : replace(text, fresh));
    },
  },
};

export const PIPE_NAMES: readonly string[] = Object.keys(PIPES);

/** One pipe from its name and arguments. Throws with what is wrong; `undefined` for a name that does not exist. */
export function makePipe(
  name: string,
  words: readonly string[],
  replacer: Replacer,
): Placeholder['pipes'][number] | undefined {
  const kind = Object.hasOwn(PIPES, name) ? PIPES[name] : undefined;
  if (kind === undefined) return undefined;
  if (words.length !== kind.takes.length) {
    const wanted = [name, ...kind.takes.map((word) => `"${word}"`)].join(' ');
    throw new Error(`${name} is written ${wanted}, and has ${words.length} text${words.length === 1 ? '' : 's'} here`);
  }
  return kind.make(words, replacer);
}
