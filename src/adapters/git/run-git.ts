/** Plain git in a process of its own. https://git-scm.com/docs/git */
import { spawn } from 'node:child_process';
import { Failure } from '../../core/failure.ts';
import { gitFailure } from './git-failure.ts';

/** Of standard error only the end is kept: that is where git says why. */
const MOST_STDERR = 16 * 1024;
const MOST_OUTPUT = 64 * 1024 * 1024;

export interface GitCall {
  /** Directory of the bare repository; absent for clone. */
  readonly folder?: string;
  /** Further configuration of this one call. It goes by environment, so that no list of processes shows a secret. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** The setting that credentials came from, where any are sent. */
  readonly credentials?: string;
  readonly input?: string;
  readonly timeoutMs: number;
  /** Output above this is cut, and git told to stop, where `cut` allows it; else it is a Failure. */
  readonly maxBytes?: number;
  readonly cut?: boolean;
  /** Exit codes that are an answer too. */
  readonly codes?: readonly number[];
}

export interface GitOutput {
  readonly stdout: Buffer;
  readonly code: number;
  readonly wasCut: boolean;
}

/** What no mirror's own configuration may change: no hooks, no helpers, no exotic transports (`ext::` runs commands). */
const ALWAYS: Readonly<Record<string, string>> = {
  'core.hooksPath': '/dev/null',
  'core.fsmonitor': 'false',
  'core.quotePath': 'false',
  'credential.helper': '',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'submodule.recurse': 'false',
  'fetch.recurseSubmodules': 'false',
  'protocol.allow': 'never',
  'log.showSignature': 'false',
  'diff.renameLimit': '400',
};

/**
 * Answers with standard output; rejects with GIT_TIMEOUT, GIT_UNAVAILABLE or CANCELLED. Git reads no configuration of
 * the system or a home, has no terminal to ask on, and goes with all its children when it takes too long.
 */
export function runGit(args: readonly string[], call: GitCall, signal: AbortSignal): Promise<GitOutput> {
  const verb = args[0] ?? '';
  if (signal.aborted) return Promise.reject(cancelled(verb, signal));
  const place = call.folder === undefined ? [] : ['--git-dir', call.folder];
  return new Promise((resolve, reject) => {
    // Its own session: no terminal for passwords, and one group to end.
    const child = spawn('git', ['--no-replace-objects', ...place, ...args], {
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: environmentOf(call),
    });
    const most = call.maxBytes ?? MOST_OUTPUT;
    const chunks: Buffer[] = [];
    let bytes = 0;
    let stderr = '';
    let ended: 'timeout' | 'cancelled' | 'too much' | undefined;
    const end = (why: typeof ended) => {
      ended ??= why;
      endGroup(child.pid);
    };
    const timer = setTimeout(() => end('timeout'), call.timeoutMs);
    const cancel = () => end('cancelled');
    signal.addEventListener('abort', cancel, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      if (ended !== undefined) return;
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > most) end('too much');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-MOST_STDERR);
    });
    // Git may end before it has read everything.
    child.stdin.on('error', () => undefined).end(call.input ?? '');
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      finish();
    };
    child.on('error', (error) => settle(() => reject(notStarted(error))));
    child.on('close', (code) =>
      settle(() => {
        const wasCut = ended === 'too much';
        const answers = wasCut ? call.cut === true : code === 0 || (code !== null && call.codes?.includes(code));
        if (ended === 'cancelled') reject(cancelled(verb, signal));
        else if (ended === 'timeout') reject(tookTooLong(verb, call.timeoutMs));
        else if (answers === true)
          resolve({ stdout: Buffer.concat(chunks).subarray(0, most), code: code ?? 0, wasCut });
        else if (wasCut) reject(gitFailure(verb, `fatal: answered with more than ${most} bytes`));
        else reject(gitFailure(verb, stderr, call.credentials));
      }),
    );
  });
}

function environmentOf({ settings, environment }: GitCall): Record<string, string> {
  const configured = Object.entries({ ...ALWAYS, ...settings });
  return {
    PATH: process.env['PATH'] ?? '',
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: String(configured.length),
    ...Object.fromEntries(
      configured.flatMap(([key, content], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, content],
      ]),
    ),
    ...environment,
  };
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

function cancelled(verb: string, signal: AbortSignal): Failure {
  return new Failure('CANCELLED', `git ${verb} was cancelled`, { retryable: true, cause: signal.reason });
}

function tookTooLong(verb: string, milliseconds: number): Failure {
  return new Failure('GIT_TIMEOUT', `git ${verb} took longer than ${milliseconds / 1000} s`, { retryable: true });
}

function notStarted(error: Error): Failure {
  const missing = 'code' in error && error.code === 'ENOENT';
  const said = missing ? 'git is not installed' : `git did not start: ${error.message}`;
  return new Failure('GIT_UNAVAILABLE', said, { retryable: !missing, cause: error });
}
