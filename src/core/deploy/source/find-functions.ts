import { braceFunctions } from './brace-functions.ts';
import { indentedFunctions } from './indented-functions.ts';
import type { Language } from './languages.ts';
import { maskSource } from './mask-source.ts';

/** A function with a name, as it stands in a text. Lines count from 1, both ends belong to it. */
export interface SourceFunction {
  readonly name: string;
  /** Classes, types and modules around it, outermost first, or its receiver: `Engine`; empty where there are none. */
  readonly owner: string;
  readonly fromLine: number;
  readonly toLine: number;
}

/** A text with its functions, and its lines without comments. */
export interface SourceText {
  readonly language: Language;
  /** Lines without comments; strings as they are. */
  readonly lines: readonly string[];
  /** In order of their first lines; those inside of others come behind them. */
  readonly functions: readonly SourceFunction[];
}

/** Takes a text apart. Linear in its length, never throws: what cannot be told is no function. */
export function readSource(text: string, language: Language): SourceText {
  const masked = maskSource(text, language);
  const functions =
    language.blocks === 'braces' ? braceFunctions(masked.bare, language) : indentedFunctions(masked, language);
  return {
    language,
    lines: masked.code.split('\n'),
    functions: functions.toSorted((a, b) => a.fromLine - b.fromLine || b.toLine - a.toLine),
  };
}
