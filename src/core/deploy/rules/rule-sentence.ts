import { shortFunction } from '../../report/short-function.ts';
import { LEAST_SHARE, type Share } from '../../report/top-functions.ts';
import { whyNot, type Standing } from './break-rule.ts';
import type { DeployRule } from './deploy-rule.ts';

const MEASURED = {
  self: '',
  total: ' with all that it calls',
  own: ' with the libraries that it calls',
} as const;
const PROFILES = { cpu: 'CPU', 'off-cpu': 'waiting' } as const;

/** What broke the rule: numbers with units, for people. */
export function findingSentence(rule: DeployRule, standing: Standing): string {
  const { over, grewBy, newInTop } = rule;
  const taken = `${percent(standing.after.share)} of ${PROFILES[rule.profile]}${MEASURED[rule.of]}`;
  const name = shortFunction(standing.shares.function);
  const limits = [
    ...(over === undefined ? [] : [`over the limit of ${percent(over)}`]),
    ...(grewBy === undefined ? [] : [`${points(standing)} more, over the limit of ${pointsOf(grewBy)}`]),
  ];
  const what = newInTop === undefined ? `${name} takes ${taken}` : `${name} is new in the top ${newInTop}: ${taken}`;
  return `${[what, ...limits].join(', ')}; ${history(standing, newInTop !== undefined)}.`;
}

/** Why the rule did not fire, told of the function that came nearest; without full stop. */
export function nearMiss(rule: DeployRule, standing: Standing): string {
  const { before, after, rankBefore, rankAfter } = standing;
  const { over = 0, grewBy = 0, newInTop = 0 } = rule;
  const name = shortFunction(standing.shares.function);
  const change = `${percent(before.share)} before, ${percent(after.share)} after`;
  switch (whyNot(rule, standing)) {
    case 'top':
      return `${name} is ${rankAfter === undefined ? 'not seen' : `number ${rankAfter}`}, not among the top ${newInTop} (${change})`;
    case 'before':
      return `${name} was number ${rankBefore ?? 0} before, already among the top ${newInTop} (${change})`;
    case 'times':
      return `${name} has not doubled (${change})`;
    case 'growth':
      return `${name} did not clearly grow: ${measured(before)} before, ${measured(after)} after`;
    case 'moved':
      return `${name} seems to do what others did before (${change})`;
    case 'over':
      return `${name} takes ${percent(after.share)}, not over ${percent(over)}`;
    case 'over-unsure':
      return `${name} takes ${measured(after)}: not surely over ${percent(over)}`;
    case 'grew':
      return after.share <= before.share
        ? `${name} did not grow (${change})`
        : `${name} grew by ${points(standing)}, not over ${pointsOf(grewBy)} (${change})`;
    case 'grew-unsure':
      return `${name} did not surely grow by more than ${pointsOf(grewBy)}: ${measured(before)} before, ${measured(after)} after`;
    case undefined:
      return `${name} breaks it`;
  }
}

function history({ before, rankBefore }: Standing, withRank: boolean): string {
  if (rankBefore === undefined) return 'it was not seen before';
  const rank = withRank && before.share >= LEAST_SHARE ? `, number ${rankBefore}` : '';
  return `before, it was ${percent(before.share)}${rank}`;
}

function percent(share: number): string {
  if (share > 0 && share < LEAST_SHARE) return `under ${LEAST_SHARE * 100} %`;
  const text = share < 0.1 ? (share * 100).toFixed(1) : (share * 100).toFixed(0);
  return `${text.replace(/\.0$/, '')} %`;
}

function measured({ share, error }: Share): string {
  return error > 0 ? `${percent(share)} ± ${percent(1.96 * error).slice(0, -2)} %` : percent(share);
}

function points({ before, after }: Standing): string {
  return pointsOf(after.share - before.share);
}

function pointsOf(share: number): string {
  return `${percent(share).slice(0, -2)} points`;
}
