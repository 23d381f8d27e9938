import { Failure } from '../../core/failure.ts';

/** Objects that should be there and are not, or cannot be read: the mirror is to be made anew. */
const CORRUPT =
  /\b(missing (blob|tree|commit|object)|bad (object|tree object)|corrupt|unable to read (tree|sha1 file|[0-9a-f]{40})|could not (read|parse) (object|commit|[0-9a-f]{40})|inflate:|cannot be accessed|not a git repository|failed to read object|unable to (find|read) [0-9a-f]{40})/i;

/** The mirror itself is broken: what is asked of it again, anew, may be answered. */
export class BrokenMirror extends Failure {}

/** What git's last words mean, each as one sentence without a full stop. The first that fits counts. */
const MEANINGS: readonly (readonly [RegExp, string, 'retry' | 'stay'])[] = [
  [/could not read (Username|Password)|Authentication failed|error: 401/i, 'it wants a user name and password', 'stay'],
  [/error: 403/, 'access was refused (403)', 'stay'],
  [/error: 30\d/, 'it has moved to another address, and credentials are not sent after it', 'stay'],
  [/Host key verification failed|REMOTE HOST IDENTIFICATION/i, 'known_hosts_file has no such key of this host', 'stay'],
  [/UNPROTECTED PRIVATE KEY|bad permissions/i, 'ssh_key_file may be read by others: it needs the mode 0400', 'stay'],
  [/Permission denied \(/, 'no ssh key was accepted: see ssh_key_file', 'stay'],
  [/transport '[^']*' not allowed/, 'this kind of address is not allowed', 'stay'],
  [/dubious ownership/, 'the repository belongs to another user', 'stay'],
  [/No space left on device/, 'no space is left on the disk', 'retry'],
];

/** The Failure for what git wrote to standard error before it failed. */
export function gitFailure(verb: string, stderr: string): Failure {
  const text = withoutCredentials(stderr.trim());
  const broken = CORRUPT.test(text);
  const meaning = broken ? undefined : MEANINGS.find(([shape]) => shape.test(text));
  const said = meaning?.[1] ?? lastWords(text);
  const options = { retryable: meaning?.[2] !== 'stay', cause: text };
  return broken
    ? new BrokenMirror('GIT_UNAVAILABLE', `git ${verb}: ${said}`, options)
    : new Failure('GIT_UNAVAILABLE', `git ${verb}: ${said}`, options);
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
