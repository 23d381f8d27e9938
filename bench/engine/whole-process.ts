import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { accessSync, constants } from 'node:fs';

const ROUNDS = 5;

export interface Peer {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Exit codes that are fine; 0 when nothing is said. */
  readonly statuses?: readonly number[];
}

/** True when the command is on the PATH, or is a path itself. */
export function isThere(command: string): boolean {
  const folders = command.includes('/') ? [''] : (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Best wall time of each command in milliseconds, taken in turns so that a busy machine slows them alike; and what it printed. */
export function race(commands: readonly Peer[]): readonly { readonly milliseconds: number; readonly stdout: string }[] {
  const best = commands.map(() => ({ milliseconds: Infinity, stdout: '' }));
  for (let round = 0; round < ROUNDS; round++) {
    commands.forEach(({ name, command, args, statuses = [0] }, at) => {
      const begun = performance.now();
      const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
      const milliseconds = performance.now() - begun;
      if (status === null || !statuses.includes(status))
        throw new Error(`${name} ended with ${status}: ${stderr.slice(-500)}`);
      if (milliseconds < best[at]!.milliseconds) best[at] = { milliseconds, stdout };
    });
  }
  return best;
}
