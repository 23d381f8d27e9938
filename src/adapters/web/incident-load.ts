import type { Analysis, LoadSplit, Panel } from '../../core/report/analysis.ts';
import { NAMES, UNITS } from './incident-movers.ts';
import { showChange, showRate, showRelative } from './page-quantity.ts';

/** Cores, or seconds a second: no clock measures less. */
const NOTHING = 1e-12;
const BAR = { width: 640, height: 30, top: 5, thick: 20 } as const;

/** How much of the change traffic explains, and the totals it is a part of. */
export function loadView({ load, panels }: Analysis): object {
  const { requests, requestRatio, stretch } = load;
  return {
    sentence: load.sentence,
    requests:
      requests === undefined
        ? ''
        : { baseline: showRate(requests.baseline), comparison: showRate(requests.comparison) },
    ratio: requestRatio === undefined ? '' : showRelative(requestRatio - 1),
    stretch: stretch === undefined || stretch < 1.05 ? '' : `×${stretch.toFixed(1)}`,
    splits: (load.split ?? []).map(splitView),
    panels: panels.map(panelView),
  };
}

/** One bar that goes left and right of "no change", and the numbers under it. */
function splitView(split: LoadSplit): object {
  const { profile, traffic, together, movers, rest, change } = split;
  const parts = [
    ...(traffic === undefined ? [] : [{ kind: 'traffic', name: 'More or fewer requests', amount: traffic }]),
    {
      kind: 'together',
      name:
        traffic === undefined ? 'All functions together (traffic is unknown and in here)' : 'All functions together',
      amount: together,
    },
    { kind: 'movers', name: 'The functions named above', amount: movers },
    { kind: 'rest', name: 'All the rest, noise included', amount: rest },
  ];
  const reach = (sign: 1 | -1): number => parts.reduce((sum, { amount }) => sum + Math.max(0, sign * amount), 0);
  const whole = reach(1) + reach(-1);
  const scale = whole > NOTHING ? (BAR.width - 4) / whole : 0;
  const zero = 2 + reach(-1) * scale;
  let right = zero;
  let left = zero;
  const bars = parts.map(({ kind, amount }) => {
    const width = Math.abs(amount) * scale;
    const x = amount >= 0 ? right : left - width;
    if (amount >= 0) right += width;
    else left -= width;
    return { kind, x: round(x), width: round(Math.max(0, width - 1)) };
  });
  return {
    ...BAR,
    name: NAMES[profile],
    profile,
    unit: UNITS[profile],
    viewBox: `0 0 ${BAR.width} ${BAR.height}`,
    zero: round(zero),
    bars: bars.filter(({ width }) => width > 0),
    baseline: showRate(split.baseline),
    comparison: showRate(split.comparison),
    change: showChange(change),
    parts: parts.map(({ kind, name, amount }) => ({ kind, name, amount: showChange(amount) })),
    words: parts.map(({ name, amount }) => `${name}: ${showChange(amount)}`).join('; '),
  };
}

function panelView(panel: Panel): object {
  return {
    name: NAMES[panel.profile],
    source: panel.source,
    unit: UNITS[panel.profile],
    empty: panel.empty ?? '',
    baseline: showRate(panel.baseline),
    comparison: showRate(panel.comparison),
    relative: panel.relative === undefined ? '' : showRelative(panel.relative),
    normalisation: panel.normalisation,
    idle: panel.idleShare >= 0.005 ? `${Math.round(panel.idleShare * 100)} %` : '',
    pods: `${panel.pods.baseline} → ${panel.pods.comparison}`,
    samples: `${Math.round(panel.samples.baseline)} → ${Math.round(panel.samples.comparison)}`,
  };
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}
