import type { z } from 'zod';
import { didYouMean } from '../core/did-you-mean.ts';
import { keysAt } from './known-keys.ts';

export interface PathProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Words of the other kind of file, to say where a key belongs. */
export interface Elsewhere {
  readonly keys: readonly string[];
  readonly where: string;
}

/** What the schema found, as sentences: where, what, and the nearest word that would have been right. */
export function describeIssue(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  elsewhere: Elsewhere,
): readonly PathProblem[] {
  const place = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: `${place}unknown key "${key}"${hintFor(key, issue.path, schema, elsewhere)}`,
    }));
  }
  if (issue.code === 'invalid_union') return describeUnion(issue, schema, elsewhere);
  if (issue.code === 'invalid_value') {
    const words = issue.values.map(String);
    const given = typeof issue.input === 'string' ? didYouMean(issue.input, words) : '';
    return [{ path: issue.path, message: `${place}must be ${words.map((word) => `"${word}"`).join(', ')}${given}` }];
  }
  const message = issue.code === 'invalid_type' ? typeText(issue.expected, issue.input) : issue.message;
  return [{ path: issue.path, message: place + message }];
}

function hintFor(key: string, path: readonly PropertyKey[], schema: z.ZodType, elsewhere: Elsewhere): string {
  const known = keysAt(schema, path);
  if (path.length === 0 && elsewhere.keys.includes(key) && !known.includes(key)) return ` — ${elsewhere.where}`;
  return didYouMean(key, known);
}

/** Of several shapes, the one whose type is right says what is wrong; where none is, all are named. */
function describeUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  schema: z.ZodType,
  elsewhere: Elsewhere,
): readonly PathProblem[] {
  const place = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  const right = issue.errors.find((errors) => errors.length > 0 && !isWrongType(errors));
  if (right !== undefined) {
    return right.flatMap((one) => describeIssue({ ...one, path: [...issue.path, ...one.path] }, schema, elsewhere));
  }
  if ('options' in issue && Array.isArray(issue.options)) {
    const words = issue.options.map(String);
    return [
      {
        path: [...issue.path, issue.discriminator ?? ''],
        message: `${place}${issue.discriminator ?? 'it'} must be ${words.map((word) => `"${word}"`).join(' or ')}`,
      },
    ];
  }
  const wanted = issue.errors.flatMap(([first]) => {
    if (first?.code === 'invalid_type') return [TYPES[first.expected] ?? first.expected];
    return first?.code === 'invalid_value' ? first.values.map((word) => JSON.stringify(word)) : [];
  });
  return [{ path: issue.path, message: `${place}must be ${[...new Set(wanted)].join(' or ') || issue.message}` }];
}

function isWrongType([first]: readonly z.core.$ZodIssue[]): boolean {
  return first?.path.length === 0 && (first.code === 'invalid_type' || first.code === 'invalid_value');
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
};

function typeText(expected: string, input: unknown): string {
  const wanted = `must be ${TYPES[expected] ?? expected}`;
  if (input === undefined) return `is missing (${wanted})`;
  if (input === null) return `${wanted}, and nothing is there`;
  if (expected === 'string' && (typeof input === 'number' || typeof input === 'boolean')) {
    return `${wanted}: put ${String(input)} in quotes`;
  }
  if (Array.isArray(input)) return `${wanted}, not a list`;
  return typeof input === 'object' ? `${wanted}, not keys with values` : `${wanted}, not ${JSON.stringify(input)}`;
}
