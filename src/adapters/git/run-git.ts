import { execFile } from 'node:child_process';
import { Failure } from '../../core/failure.ts';

const MAX_OUTPUT = 64 * 1024 * 1024;

export interface GitRun {
  /** Directory of the bare repository; absent for clone. */
  readonly folder?: string;
  readonly allowFileUrls: boolean;
  readonly timeoutMs: number;
}

/**
 * Runs plain git without hooks, prompts, system configuration or exotic transports (`ext::` would run commands).
 * Answers with standard output; rejects with GIT_TIMEOUT or GIT_UNAVAILABLE carrying git's own first line.
 */
export function runGit(args: readonly string[], run: GitRun, signal: AbortSignal): Promise<string> {
  const configured = [
    'core.hooksPath=/dev/null',
    'safe.directory=*',
    'protocol.allow=never',
    'protocol.https.allow=always',
    'protocol.http.allow=always',
    'protocol.ssh.allow=always',
    `protocol.file.allow=${run.allowFileUrls ? 'always' : 'never'}`,
  ];
  const settings = configured.flatMap((setting) => ['-c', setting]);
  const place = run.folder === undefined ? [] : ['--git-dir', run.folder];
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      [...settings, ...place, ...args],
      {
        timeout: run.timeoutMs,
        maxBuffer: MAX_OUTPUT,
        signal,
        env: {
          PATH: process.env['PATH'],
          HOME: process.env['HOME'],
          GIT_TERMINAL_PROMPT: '0',
          GIT_CONFIG_NOSYSTEM: '1',
          LC_ALL: 'C.UTF-8',
        },
      },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(asFailure(error, stderr, args[0] ?? '', signal));
      },
    );
  });
}

function asFailure(error: Error, stderr: string, verb: string, signal: AbortSignal): Failure {
  if (signal.aborted) return new Failure('CANCELLED', `git ${verb} was cancelled`, { retryable: true, cause: error });
  if ('killed' in error && error.killed === true) {
    return new Failure('GIT_TIMEOUT', `git ${verb} took too long`, { retryable: true, cause: error });
  }
  const missing = 'code' in error && error.code === 'ENOENT';
  const said = missing ? 'git is not installed' : stripCredentials(stderr.trim().split('\n').at(-1) ?? error.message);
  return new Failure('GIT_UNAVAILABLE', `git ${verb}: ${said}`, { retryable: !missing, cause: error });
}

/** Git repeats URLs in its messages, with what stands before the @. */
function stripCredentials(text: string): string {
  return text.replace(/:\/\/[^@\s/]+@/g, '://***@');
}
