import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { LineCounter, isNode, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { didYouMean } from './did-you-mean.ts';
import { ConfigError, type ConfigProblem } from './problem.ts';
import { ConfigFile, type Config } from './schema.ts';
import { crossCheck } from './cross-check.ts';
import { keysAt } from './known-keys.ts';

/** Aliases may repeat a tree this often before YAML is taken for a bomb. */
const MAX_ALIASES = 100;

/** A configuration and what it was made of. */
export interface LoadedConfig {
  readonly config: Config;
  /** Every file that was read, in the order of reading; what a watcher has to watch. */
  readonly files: readonly string[];
  /** SHA-256, hex, over names and contents of the files in order: two replicas with one hash do the same. */
  readonly hash: string;
  /** What is allowed and probably not meant; `check --strict` refuses it. */
  readonly warnings: readonly ConfigProblem[];
}

/** Reads and validates one file; throws ConfigError with every problem, or an Error when it cannot be read. */
export function loadConfig(file: string): LoadedConfig {
  const text = readFileSync(file, 'utf8');
  const hash = createHash('sha256').update(text).digest('hex');
  return { config: parseConfig(text, file), files: [file], hash, warnings: [] };
}

/** The configuration of an empty file. */
export function defaultConfig(): Config {
  return parseConfig('', '(defaults)');
}

export function parseConfig(text: string, file: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const at = (offset: number, message: string): ConfigProblem => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col), message };
  };
  if (document.errors.length > 0) {
    throw new ConfigError(document.errors.map((error) => at(error.pos[0], firstLine(error.message))));
  }
  const plain = toPlain(document, (message) => at(0, message));
  const parsed = ConfigFile.safeParse(plain ?? {});
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) => describe(issue));
    throw new ConfigError(problems.map(({ path, message }) => at(offsetOf(document, path), message)));
  }
  const crossed = crossCheck(parsed.data);
  if (crossed.length > 0)
    throw new ConfigError(crossed.map(({ path, message }) => at(offsetOf(document, path), message)));
  return parsed.data;
}

function toPlain(document: Document, problem: (message: string) => ConfigProblem): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    throw new ConfigError([problem(error instanceof Error ? error.message : String(error))]);
  }
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '');
}

interface PathProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

function describe(issue: z.core.$ZodIssue): readonly PathProblem[] {
  const place = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, message: place + issue.message }];
  const known = keysAt(ConfigFile, issue.path);
  return issue.keys.map((key) => ({
    path: [...issue.path, key],
    message: `${place}unknown key "${key}"${didYouMean(key, known)}`,
  }));
}

/** Offset of the nearest node that exists on the way to a path: missing keys point at their parent. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const parent: unknown = document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    const keyNode = keyNodeOf(parent, key);
    if (keyNode !== undefined) return keyNode;
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function keyNodeOf(parent: unknown, key: PropertyKey | undefined): number | undefined {
  if (typeof parent !== 'object' || parent === null || !('items' in parent) || !Array.isArray(parent.items))
    return undefined;
  for (const item of parent.items as readonly unknown[]) {
    if (typeof item !== 'object' || item === null || !('key' in item)) continue;
    const node = item.key;
    if (isNode(node) && 'value' in node && node.value === key && node.range) return node.range[0];
  }
  return undefined;
}
