import type { Matcher } from '../core/alert/mapping.ts';
import { compileRegex } from './regex.ts';
import { parseMatchers, type ParsedMatcher } from './parse-matchers.ts';

/** A compiled matcher with the words it was made of, for people who look at configurations. */
export interface ConfigMatcher extends Matcher {
  readonly parsed: ParsedMatcher;
}

/** Compiles a text of Alertmanager's matchers, one or several. Throws with what is wrong. */
export function compileMatchers(text: string): readonly ConfigMatcher[] {
  return parseMatchers(text).map((parsed) => ({ ...compile(parsed), parsed }));
}

function compile({ label, operator, content, text }: ParsedMatcher): Matcher {
  switch (operator) {
    case '=':
      return { label, text, literals: [content], test: (found) => found === content };
    case '!=':
      return { label, text, test: (found) => found !== content };
    case '=~':
      return { label, text, ...compiled(content, text) };
    case '!~': {
      const { test } = compiled(content, text);
      return { label, text, test: (found) => !test(found) };
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
