import type { FrameFunction } from './frame-function.ts';
import type { SourceFunction, SourceText } from './find-functions.ts';
import { tokensOf } from './tokens.ts';

/** A function by what it is called; overloads of one type are one. */
export interface FunctionKey {
  readonly name: string;
  readonly owner: string;
}

export interface SampledLines {
  /** 0 where unknown. */
  readonly line: number;
  readonly lastLine: number;
}

/**
 * The function of a text that a frame names: by name, then by type, then by the nearest line; without a usable name the innermost one
 * around its lines. Undefined where the text holds none: another file is meant, or code outside of functions.
 */
export function pickFunction(
  source: SourceText,
  frame: FrameFunction,
  lines: SampledLines,
): SourceFunction | undefined {
  for (const name of frame.names) {
    const called = source.functions.filter((one) => one.name === name);
    const owned = called.filter(({ owner }) => lastPart(owner) === lastPart(frame.owner));
    const found = nearest(owned.length > 0 ? owned : called, lines);
    if (found !== undefined) return found;
  }
  return frame.names.length === 0 || frame.isClosure ? around(source, lines) : undefined;
}

function nearest(functions: readonly SourceFunction[], { line, lastLine }: SampledLines): SourceFunction | undefined {
  const last = Math.max(line, lastLine);
  const distance = ({ fromLine, toLine }: SourceFunction) =>
    last === 0 ? 0 : last < fromLine ? fromLine - last : last > toLine ? last - toLine : 0;
  return functions.toSorted((a, b) => distance(a) - distance(b) || size(a) - size(b))[0];
}

function around(source: SourceText, { line, lastLine }: SampledLines): SourceFunction | undefined {
  const last = Math.max(line, lastLine);
  if (last === 0) return undefined;
  return source.functions
    .filter((one) => one.fromLine <= last && last <= one.toLine)
    .toSorted((a, b) => size(a) - size(b))[0];
}

function size({ fromLine, toLine }: SourceFunction): number {
  return toLine - fromLine;
}

/** All that is called so in a text, in order. */
export function functionsOf(source: SourceText, { name, owner }: FunctionKey): readonly SourceFunction[] {
  return source.functions.filter((one) => one.name === name && one.owner === owner);
}

/** Tokens of a function with its overloads, without the named functions inside of it; empty where there is none. */
export function bodyOf(source: SourceText, key: FunctionKey): readonly string[] {
  return functionsOf(source, key).flatMap((one) => {
    const inner = source.functions.filter(
      (other) =>
        other !== one && other.fromLine >= one.fromLine && other.toLine <= one.toLine && other.fromLine > one.fromLine,
    );
    return tokensOf(source, one.fromLine, one.toLine, inner);
  });
}

/** Its lines that hold code, without blanks: what stays of a line when it is moved or indented. */
export function codeLinesOf(source: SourceText, key: FunctionKey): readonly string[] {
  return functionsOf(source, key).flatMap(({ fromLine, toLine }) =>
    source.lines
      .slice(fromLine - 1, toLine)
      .map(withoutBlanks)
      .filter((line) => line !== ''),
  );
}

export function withoutBlanks(line: string): string {
  return line.replaceAll(/\s+/g, '');
}

function lastPart(owner: string): string {
  return owner.slice(owner.lastIndexOf('.') + 1);
}
