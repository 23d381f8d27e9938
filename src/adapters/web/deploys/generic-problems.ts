import { didYouMean } from '../../../core/did-you-mean.ts';
import { commitOf, instantOf, isUnread, pageOf, textOf } from './event-fields.ts';

export const KINDS = ['version', 'rollback', 'feature-flag', 'config'] as const;
export const STATUSES = ['running', 'success', 'failed'] as const;

type Check = (field: unknown) => string | undefined;

const aText: Check = (field) => (textOf(field) === undefined ? 'must be a text' : undefined);
const aTime: Check = (field) =>
  instantOf(field) === undefined
    ? 'must be a time with its zone, such as "2026-03-01T12:00:00Z", or seconds or milliseconds since 1970'
    : undefined;
const aCommit: Check = (field) =>
  commitOf(field) === undefined ? 'must be a revision of git: 7 to 64 hex digits' : undefined;
const aPage: Check = (field) => (pageOf(field) === undefined ? 'must be an http(s) address' : undefined);
const oneOf =
  (words: readonly string[]): Check =>
  (field) => {
    if (typeof field === 'string' && words.includes(field)) return undefined;
    return `must be ${words.map((word) => `"${word}"`).join(', ')}${typeof field === 'string' ? didYouMean(field, words) : ''}`;
  };
const texts: Check = (field) =>
  isUnread(field) && Object.values(field).every((one) => ['string', 'number', 'boolean'].includes(typeof one))
    ? undefined
    : 'must be texts by name';

/** What each field must be. */
export const FIELDS: Readonly<Record<string, Check>> = {
  service: aText,
  version: aText,
  previous_version: aText,
  commit: aCommit,
  previous_commit: aCommit,
  repository: aText,
  environment: aText,
  started_at: aTime,
  finished_at: aTime,
  status: oneOf(STATUSES),
  kind: oneOf(KINDS),
  actor: aText,
  url: aPage,
  image: aText,
  id: aText,
  labels: texts,
};
const MOST_PROBLEMS = 20;

/** What is wrong with one deploy, a sentence each that begins with the path; nulls count as absent. */
export function genericProblems(deploy: unknown, place: string): readonly string[] {
  if (!isUnread(deploy)) return [`${place === '' ? 'the body' : place.slice(0, -1)} must be an object with fields`];
  const given = Object.entries(deploy).filter(([, field]) => field !== null);
  const problems = given.flatMap(([name, field]) => {
    if (!Object.hasOwn(FIELDS, name)) return [unknownField(name, place)];
    const problem = FIELDS[name]?.(field);
    return problem === undefined ? [] : [`${place}${name} ${problem}`];
  });
  const has = (name: string) => given.some(([one]) => one === name);
  if (!['version', 'commit', 'image'].some(has)) {
    problems.push(`${place}version is missing: version, commit or image says what was deployed`);
  }
  const [from, to] = [instantOf(deploy['started_at']), instantOf(deploy['finished_at'])];
  if (from !== undefined && to !== undefined && from > to) problems.push(`${place}finished_at is before started_at`);
  return problems.slice(0, MOST_PROBLEMS);
}

function unknownField(name: string, place: string): string {
  // As people write it who think in another language's habits: startedAt.
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return `${place}${name.slice(0, 60)} is no field${didYouMean(snake, Object.keys(FIELDS))}`;
}
