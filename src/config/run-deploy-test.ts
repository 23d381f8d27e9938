import type { DeployRule } from '../core/deploy/rules/deploy-rule.ts';
import { traceRules, type JudgedRule } from '../core/deploy/rules/judge-rules.ts';
import type { RuleFinding } from '../core/deploy/deploy-check.ts';
import { canonicalName } from '../core/profile/canonical-name.ts';
import type { FunctionShares, Measure, Share, TopFunctions } from '../core/report/top-functions.ts';
import type { DeployTest } from './deploy-rules-schema.ts';
import type { Difference } from './run-tests.ts';

/** What became of one test of rules about deploys. */
export interface DeployTestResult {
  readonly differences: readonly Difference[];
  readonly findings: readonly RuleFinding[];
  /** Why expected rules did not fire, and what others found. */
  readonly reasons: readonly string[];
}

/** Judges the rules and compares which of them fire; all of them must be expected. */
export function runDeployTest(
  test: DeployTest,
  rules: readonly DeployRule[],
  tops: readonly TopFunctions[],
): DeployTestResult {
  const judged = traceRules(rules, test.service, tops);
  const fired = judged.filter(({ findings }) => findings.length > 0);
  const expected = new Set(test.expect === 'none' ? [] : test.expect);
  const missing = [...expected].filter((name) => fired.every(({ rule }) => rule.name !== name));
  const extra = fired.filter(({ rule }) => !expected.has(rule.name));
  const isFine = missing.length === 0 && extra.length === 0;
  const difference = { expected: names([...expected]), actual: names(fired.map(({ rule }) => rule.name)) };
  return {
    differences: isFine ? [] : [{ key: 'rules', ...difference }],
    findings: fired.flatMap(({ findings }) => findings),
    reasons: [...missing.map((name) => whyNot(name, test.service, judged)), ...extra.flatMap(whyFired)],
  };
}

function names(list: readonly string[]): string {
  return list.length === 0 ? 'none' : list.join(', ');
}

/** The table of a test as what profiles would give: shares without error. */
export function topsOfTable(functions: NonNullable<DeployTest['functions']>): readonly TopFunctions[] {
  return [...Map.groupBy(functions, ({ profile }) => profile)].map(([profile, rows]) => ({
    profile,
    samples: { baseline: Number.POSITIVE_INFINITY, comparison: Number.POSITIVE_INFINITY },
    functions: rows.map(sharesOf),
  }));
}

type Row = NonNullable<DeployTest['functions']>[number];

function sharesOf({ function: name, file, baseline, comparison }: Row): FunctionShares {
  const before = measures(baseline);
  const after = measures(comparison);
  return {
    function: name,
    canonical: canonicalName(name),
    file,
    isMoved: false,
    self: { baseline: before.self, comparison: after.self },
    total: { baseline: before.total, comparison: after.total },
    own: { baseline: before.own, comparison: after.own },
  };
}

/** What a row leaves out follows from the rest: a total holds all, and what is own holds the self. */
function measures(given: Row['baseline']): Readonly<Record<Measure, Share>> {
  const { self = 0, ...more } = typeof given === 'number' ? { self: given } : given;
  const { own = self, total = own }: Partial<Record<Measure, number | undefined>> = more;
  return { self: exact(self), own: exact(own), total: exact(total) };
}

function exact(share: number): Share {
  return { share, error: 0 };
}

function whyNot(name: string, service: string, judged: readonly JudgedRule[]): string {
  const found = judged.find(({ rule }) => rule.name === name);
  if (found === undefined) return `rule "${name}" does not act on service "${service}"`;
  return `rule "${name}" (${found.rule.place}) did not fire: ${found.reason ?? ''}`;
}

function whyFired({ rule, findings }: JudgedRule): readonly string[] {
  return findings.map(({ sentence }) => `rule "${rule.name}" (${rule.place}) fired: ${sentence}`);
}
