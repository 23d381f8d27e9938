import { changeWords, timesWords } from './wording.ts';
import { relativeChange } from './totals.ts';
import type { CostTotals } from './totals.ts';
import type { Shortage } from './throttle.ts';
import type { Traffic } from './traffic.ts';

/** Numbers first, then what they mean; nobody is blamed. */
export function shortageSentence(
  { waits, cost, pods }: Shortage,
  cpu: CostTotals | undefined,
  traffic: Traffic | undefined,
): string {
  const served = traffic === undefined ? [] : [`traffic ${changeWords(traffic.ratio - 1)}`];
  if (waits === undefined) {
    const facts = [`CPU per request ${timesWords(cost!)} in all functions alike`, ...served].join(', ');
    return `Everything got slower by the same factor: ${facts}. The pods got less CPU or a slower one (throttled, a busy neighbour, a lower clock); no function stands out.`;
  }
  const per = traffic === undefined ? 'second' : 'request';
  const spent =
    cpu === undefined
      ? []
      : [`CPU per ${per} ${changeWords(relativeChange(traffic ? cpu.perExposure : cpu.perSecond))}`];
  const where = pods.pressed === pods.of ? '' : ` (in ${pods.pressed} of ${pods.of} pods)`;
  const facts = [`a typical wait takes ${timesWords(waits)} as long${where}`, ...spent, ...served].join(', ');
  return `All waits stretched together: ${facts}. The pods were short of CPU (throttled, or a busy neighbour); no function stands out.`;
}
