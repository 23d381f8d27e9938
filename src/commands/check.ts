import { loadConfig } from '../config/load-config.ts';
import { ConfigError } from '../config/problem.ts';
import type { Arguments, Terminal } from './run-command.ts';
import { Usage } from './usage.ts';

/** All problems of all files, one line each; exit 1 when there is any. */
export async function check(args: Arguments, terminal: Terminal): Promise<number> {
  if (args.files.length === 0) throw new Usage('check needs at least one file');
  let bad = 0;
  for (const file of args.files) {
    try {
      loadConfig(file);
      terminal.print(`${file}: fine`);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      terminal.complain(error.message);
      bad += error.problems.length;
    }
  }
  return bad === 0 ? 0 : 1;
}
