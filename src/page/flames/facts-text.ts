import type { ProfileName } from '../../core/flamegraph/flame-panel.ts';
import type { FrameFacts } from '../../core/flamegraph/frame-facts.ts';

/** A rate in three digits with a true minus. */
export function rateText(rate: number): string {
  const size = Math.abs(rate);
  if (size === 0) return '0';
  const digits = size >= 100 ? String(Math.round(size)) : String(Number(size.toPrecision(size < 0.001 ? 1 : 3)));
  return rate < 0 ? `−${digits}` : digits;
}

export function percentText(share: number): string {
  const percent = share * 100;
  if (percent === 0) return '0 %';
  if (percent < 0.05) return '< 0.1 %';
  return `${percent.toFixed(percent < 99.95 ? 1 : 0)} %`;
}

const UNITS = {
  cpu: { short: 'cores', long: 'cores per pod' },
  'off-cpu': { short: 's/s', long: 'seconds waited per second and pod' },
} as const;

/** What all rates of a panel are in. */
export function unitText(profile: ProfileName): string {
  return UNITS[profile].long;
}

/** `▲ +0.026 (+31 %)`, in words for what is new or gone, and whether it is more than noise. */
export function changeText(facts: FrameFacts): string {
  if (facts.isNew) return '▲ new';
  if (facts.isGone) return '▼ gone';
  if (facts.delta === 0) return 'no change';
  const arrow = !facts.significant ? '' : facts.delta > 0 ? '▲ ' : '▼ ';
  const sign = facts.delta > 0 ? '+' : '';
  const relative = facts.relative === undefined ? '' : ` (${relativeText(facts.relative)})`;
  return `${arrow}${sign}${rateText(facts.delta)}${relative}`;
}

export function noiseText(facts: FrameFacts): string {
  if (facts.z === 0) return '';
  const z = `${facts.z > 0 ? '+' : '−'}${Math.abs(facts.z) >= 100 ? '100 or more' : Math.abs(facts.z).toFixed(1)}`;
  // A change can be certain and still be too small to be coloured.
  const meaning = facts.significant ? 'beyond noise' : Math.abs(facts.z) >= 3 ? 'too small to colour' : 'may be noise';
  return `z ${z}, ${meaning}`;
}

function relativeText(relative: number): string {
  if (relative >= 9) return `× ${Math.round(relative + 1)}`;
  const percent = Math.abs(relative * 100);
  return `${relative < 0 ? '−' : '+'}${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** One row of the facts: what, then on each side. */
export interface FactRow {
  readonly what: string;
  readonly baseline: string;
  readonly comparison: string;
}

export function factRows(profile: ProfileName, facts: FrameFacts, ofWhat: string): FactRow[] {
  const { short } = UNITS[profile];
  return [
    {
      what: `Total, ${short}`,
      baseline: rateText(facts.total.baseline),
      comparison: rateText(facts.total.comparison),
    },
    { what: `Self, ${short}`, baseline: rateText(facts.self.baseline), comparison: rateText(facts.self.comparison) },
    { what: ofWhat, baseline: percentText(facts.share.baseline), comparison: percentText(facts.share.comparison) },
  ];
}

/** Where a function stands; '' when unknown. */
export function placeText(facts: FrameFacts): string {
  return facts.file === '' ? '' : `${facts.file}${facts.line > 0 ? `:${facts.line}` : ''}`;
}

/** All of it in one breath, for screen readers. */
export function spokenFacts(facts: FrameFacts): string {
  const change = changeText(facts).replace('▲ ', 'more: ').replace('▼ ', 'less: ');
  return `${facts.name}, ${percentText(facts.share.comparison)} now, ${percentText(facts.share.baseline)} in the baseline, ${change}`;
}
