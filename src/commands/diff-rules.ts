import { deployRulesOf } from '../config/deploy-rules.ts';
import type { RuleFinding } from '../core/deploy/deploy-check.ts';
import { judgeDeploy } from '../core/deploy/judge-deploy.ts';
import { judgeRules } from '../core/deploy/rules/judge-rules.ts';
import type { Analysis } from '../core/report/analysis.ts';
import type { TopFunctions } from '../core/report/top-functions.ts';
import type { Arguments } from './run-command.ts';
import { Usage } from './usage.ts';

const FAIL_ON = ['changed', 'regressed', 'rules', 'never'] as const;
type FailOn = (typeof FAIL_ON)[number];

/** What a comparison is held against. */
export interface Gate {
  readonly failOn: FailOn;
  /** Absent where no rules are wanted. */
  readonly judge?: (tops: readonly TopFunctions[]) => readonly RuleFinding[];
}

/** `--service S [--config.file F]` and `--fail-on`; reads the configuration, so that a slip is told before the work. */
export async function readGate(args: Arguments): Promise<Gate> {
  const file = args.text('config.file');
  const service = args.text('service');
  if (service === undefined && file !== undefined)
    throw new Usage('--config.file F needs --service S, whose rules count');
  const asked = args.text('fail-on') ?? 'changed';
  const failOn = FAIL_ON.find((word) => word === asked);
  if (failOn === undefined) throw new Usage(`--fail-on must be one of ${FAIL_ON.join(', ')}, not "${asked}"`);
  if (service === undefined) {
    if (failOn === 'rules') throw new Usage('--fail-on rules needs --service S, whose rules count');
    return { failOn };
  }
  // Knows every section, and with it every adapter's: a comparison without rules does not wait for that.
  const { defaultConfig, loadAnyFile } = await import('../config/load-config.ts');
  const rules = deployRulesOf(file === undefined ? defaultConfig() : loadAnyFile(file).config);
  return { failOn, judge: (tops) => judgeRules(rules, service, tops) };
}

const QUIET = new Set<Analysis['verdict']['kind']>(['nothing-here', 'not-enough-data', 'load', 'moved']);

/** Does a comparison fail the job that asked for it? A broken rule always does, but for `never`. */
export function fails(failOn: FailOn, analysis: Analysis, findings: readonly RuleFinding[]): boolean {
  switch (failOn) {
    case 'never':
      return false;
    case 'rules':
      return findings.length > 0;
    case 'regressed':
      return judgeDeploy(analysis, findings, 'before and after') === 'regressed';
    case 'changed':
      return findings.length > 0 || !QUIET.has(analysis.verdict.kind);
  }
}
