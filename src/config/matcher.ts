import type { Matcher } from '../core/alert/mapping.ts';
import { compileRegex } from './regex.ts';
import { parseMatchers, type ParsedMatcher } from './parse-matchers.ts';

/** A compiled matcher with the words it was made of, for people who look at configurations. */
export interface ConfigMatcher extends Matcher, ParsedMatcher {}

/** Compiles a text of Alertmanager's matchers, one or several. Throws with what is wrong. */
export function compileMatchers(text: string): readonly ConfigMatcher[] {
  return parseMatchers(text).map(compile);
}

function compile(parsed: ParsedMatcher): ConfigMatcher {
  const { content, text } = parsed;
  switch (parsed.operator) {
    case '=':
      return { ...parsed, literals: [content], test: (found) => found === content };
    case '!=':
      return { ...parsed, test: (found) => found !== content };
    case '=~':
      return { ...parsed, ...compiled(content, text) };
    case '!~': {
      const { test } = compiled(content, text);
      return { ...parsed, test: (found) => !test(found) };
    }
  }
}

function compiled(content: string, text: string): ReturnType<typeof compileRegex> {
  try {
    return compileRegex(content);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`bad regular expression in ${text}: ${message}`, { cause: error });
  }
}
