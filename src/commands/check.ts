import { loadAnyFile, type LoadedConfig } from '../config/load-config.ts';
import { ConfigError, formatProblem } from '../config/problem.ts';
import type { Arguments, Terminal } from './run-command.ts';
import { Usage } from './usage.ts';

/**
 * All problems of all files, one line each; exit 1 when there is any. Warnings are told too and are problems only with
 * `--strict`.
 */
export async function check(args: Arguments, terminal: Terminal): Promise<number> {
  if (args.files.length === 0) throw new Usage('check needs at least one file');
  const strict = args.flag('strict');
  let bad = 0;
  for (const file of args.files) {
    try {
      const loaded = loadAnyFile(file);
      for (const warning of loaded.warnings) terminal.complain(warningText(formatProblem(warning)));
      if (strict) bad += loaded.warnings.length;
      terminal.print(
        `${file}: ${strict && loaded.warnings.length > 0 ? 'not fine with --strict' : 'fine'}${about(loaded)}`,
      );
    } catch (error) {
      if (error instanceof ConfigError) terminal.complain(error.message);
      else terminal.complain(`${file}: ${error instanceof Error ? error.message : String(error)}`);
      bad++;
    }
  }
  return bad === 0 ? 0 : 1;
}

/** As compilers write it: the place, then what kind of remark it is. */
function warningText(line: string): string {
  return line.replace(/^(.*?:\d+:\d+: )/, '$1warning: ');
}

function about({ config, files, isTeam }: LoadedConfig & { readonly isTeam: boolean }): string {
  const all = [config, ...config.teams];
  const parts = [
    ...(isTeam
      ? ['a team’s file alone: whether its channels exist is not known']
      : count(files.length - 1, 'team file')),
    ...count(
      all.reduce((sum, { rules }) => sum + rules.length, 0),
      'rule',
    ),
    ...count(
      all.reduce((sum, { services }) => sum + Object.keys(services).length, 0),
      'service',
    ),
    ...count(
      all.reduce((sum, { deploy_rules: rules }) => sum + rules.length, 0),
      'deploy rule',
    ),
    ...count(
      all.reduce((sum, { tests, deploy_tests: ofDeploys }) => sum + tests.length + ofDeploys.length, 0),
      'test',
    ),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function count(number: number, what: string): readonly string[] {
  return number === 0 ? [] : [`${number} ${what}${number === 1 ? '' : 's'}`];
}
