import { VERDICT } from '../../ranking/constants.ts';
import type { FunctionShares, TopFunctions } from '../../report/top-functions.ts';
import type { RuleFinding } from '../deploy-check.ts';
import { breaks, standingsOf, type Standing } from './break-rule.ts';
import type { DeployRule } from './deploy-rule.ts';
import { findingSentence, nearMiss } from './rule-sentence.ts';

/** What became of one rule. */
export interface JudgedRule {
  readonly rule: DeployRule;
  readonly findings: readonly RuleFinding[];
  /** Why it did not fire, a sentence without full stop. */
  readonly reason?: string;
}

/** Nobody reads on. */
const MOST_FINDINGS = 3;

/** Which rules the comparison of a service's deploy breaks. `rules` stand in the order in which they win by name. */
export function judgeRules(
  rules: readonly DeployRule[],
  service: string,
  tops: readonly TopFunctions[],
): readonly RuleFinding[] {
  return traceRules(rules, service, tops).flatMap(({ findings }) => findings);
}

/** The same with the reasons of the rules that did not fire; those that do not act on the service are left out. */
export function traceRules(
  rules: readonly DeployRule[],
  service: string,
  tops: readonly TopFunctions[],
): readonly JudgedRule[] {
  const byName = new Map<string, DeployRule>();
  for (const rule of rules) if (!byName.has(rule.name) && rule.actsOn(service)) byName.set(rule.name, rule);
  return [...byName.values()].map((rule) => {
    if (rule.off) return { rule, findings: [], reason: `it is switched off (${rule.place})` };
    const top = tops.find(({ profile }) => profile === rule.profile);
    return top === undefined
      ? { rule, findings: [], reason: `there are no ${rule.profile} profiles of both sides` }
      : judge(rule, top);
  });
}

function judge(rule: DeployRule, top: TopFunctions): JudgedRule {
  const { baseline, comparison } = top.samples;
  if (Math.min(baseline, comparison) < VERDICT.leastSamples) {
    const reason = `there are too few samples: ${baseline} before and ${comparison} after, of ${VERDICT.leastSamples} needed`;
    return { rule, findings: [], reason };
  }
  const watched = standingsOf(top, rule.of).filter(({ shares }) => rule.watches(shares));
  if (watched.length === 0) {
    return { rule, findings: [], reason: 'no function that it watches takes 0.1 % or more' };
  }
  const broken = watched.filter((standing) => breaks(rule, standing));
  if (broken.length === 0) return { rule, findings: [], reason: nearMiss(rule, nearest(rule, watched)) };
  const more = broken.length - MOST_FINDINGS;
  const findings = broken.slice(0, MOST_FINDINGS).map((standing, index): RuleFinding => {
    const rest = index === MOST_FINDINGS - 1 && more > 0 ? ` ${more} more functions broke this rule.` : '';
    return {
      rule: rule.name,
      sentence: findingSentence(rule, standing) + rest,
      function: nameOf(standing.shares),
      profile: rule.profile,
      ...(rule.tell ? {} : { quiet: true }),
    };
  });
  return { rule, findings };
}

function nameOf({ function: name }: FunctionShares): string {
  return name;
}

/** Of a limit the dearest function, of growth the one that grew most. */
function nearest({ over }: DeployRule, watched: readonly Standing[]): Standing {
  const key = ({ before, after }: Standing) => (over === undefined ? after.share - before.share : after.share);
  return watched.reduce((best, one) => (key(one) > key(best) ? one : best));
}
