import { Failure } from '../../core/failure.ts';

/** Objects that should be there and are not, or cannot be read: the mirror is to be made anew. */
const CORRUPT =
  /\b(missing (blob|tree|commit|object)|bad (object|tree object)|corrupt|unable to read (tree|sha1 file|[0-9a-f]{40})|could not (read|parse) (object|commit|[0-9a-f]{40})|inflate:|cannot be accessed|not a git repository|failed to read object|unable to (find|read) [0-9a-f]{40})/i;

/** The mirror itself is broken: what is asked of it again, anew, may be answered. */
export class BrokenMirror extends Failure {}

/** What git's last words mean, each as one sentence without a full stop. The first that fits counts. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/error: 403/, 'access was refused (403)'],
  [/error: 30\d/, 'it has moved to another address, where credentials are not sent: url needs the new one'],
  [/Host key verification failed|REMOTE HOST IDENTIFICATION/i, 'known_hosts_file does not have the key of this host'],
  [/UNPROTECTED PRIVATE KEY|bad permissions/i, 'ssh_key_file may be read by others: it needs the mode 0400'],
  [/Permission denied \(/, 'no ssh key was accepted: see ssh_key_file'],
  [/transport '[^']*' not allowed/, 'this kind of address is not allowed'],
  [/dubious ownership/, 'the repository belongs to another user'],
];
const WANTS_PASSWORD = /could not read (Username|Password)|Authentication failed|error: 401/i;

/**
 * The Failure for what git wrote to standard error before it failed. `credentials`: the setting that they came from,
 * where any were sent.
 */
export function gitFailure(verb: string, stderr: string, credentials?: string): Failure {
  const text = withoutCredentials(stderr.trim());
  if (CORRUPT.test(text))
    return new BrokenMirror('GIT_UNAVAILABLE', `git ${verb}: ${lastWords(text)}`, { retryable: true, cause: text });
  const meaning = WANTS_PASSWORD.test(text)
    ? wantsPassword(credentials)
    : MEANINGS.find(([shape]) => shape.test(text))?.[1];
  return new Failure('GIT_UNAVAILABLE', `git ${verb}: ${meaning ?? lastWords(text)}`, {
    retryable: meaning === undefined,
    cause: text,
  });
}

function wantsPassword(credentials: string | undefined): string {
  return credentials === undefined
    ? 'it wants a user name and password: set token_file, or username and password_file'
    : `the host did not accept what is in ${credentials}`;
}

/** The line that says why: the last one that begins as git's complaints do, or the last. */
function lastWords(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const found = lines.findLast((line) => /^(fatal|error|ERROR|remote):/.test(line)) ?? lines.at(-1);
  return (found ?? 'it failed without a word').replace(/^(fatal|error): /, '').slice(0, 300);
}

/** Git repeats URLs in its messages, with what stands before the @. */
function withoutCredentials(text: string): string {
  return text.replace(/:\/\/[^@\s/]+@/g, '://***@');
}
