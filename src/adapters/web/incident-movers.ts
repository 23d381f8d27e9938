import type { Analysis, Mover, MoverPod } from '../../core/report/analysis.ts';
import { shortFunction } from '../../core/report/short-function.ts';
import { safeHref } from './page-links.ts';
import type { PageLinks } from './page-links.ts';
import { showChange, showRate, showRelative } from './page-quantity.ts';

/** Rates are means over the pods' recordings. */
export const UNITS = { cpu: 'cores per pod', 'off-cpu': 'seconds waited per second and pod' } as const;
export const NAMES = { cpu: 'CPU', 'off-cpu': 'Off-CPU' } as const;
/** Short enough for a cell. */
const CELL_UNITS = { cpu: 'cores', 'off-cpu': 's/s' } as const;

/** The movers in the order of their rank, over both profiles. */
export function moversView(analysis: Analysis, links: PageLinks): object {
  const movers = analysis.movers.toSorted((a, b) => a.rank - b.rank);
  const count = (profile: Mover['profile']) => movers.filter((mover) => mover.profile === profile).length;
  return {
    list: movers.map((mover) => moverView(mover, links)),
    counts: { all: movers.length, cpu: count('cpu'), offCpu: count('off-cpu') },
    /** Why one of them has none, where it could not be compared. */
    empty: analysis.panels.flatMap(({ profile, empty }) =>
      empty === undefined ? [] : [`${NAMES[profile]}: ${empty}.`],
    ),
  };
}

function moverView(mover: Mover, links: PageLinks): object {
  const [low, high] = mover.interval;
  const place = mover.file === '' ? '' : `${shortFile(mover.file)}${mover.line > 0 ? `:${mover.line}` : ''}`;
  return {
    rank: mover.rank,
    profile: mover.profile,
    profileName: NAMES[mover.profile],
    unit: CELL_UNITS[mover.profile],
    function: shortFunction(mover.function),
    fullName: mover.function,
    place,
    file: mover.file,
    permalink: mover.permalink === undefined ? '' : (safeHref(mover.permalink, links) ?? ''),
    baseline: showRate(mover.baseline),
    comparison: showRate(mover.comparison),
    change: showChange(mover.delta),
    relative: relativeText(mover),
    interval: `${showChange(low)} … ${showChange(high)}`,
    direction: mover.delta > 0 ? 'grew' : 'shrank',
    sign: mover.delta > 0 ? '▲' : '▼',
    caller: shortFunction(mover.caller ?? ''),
    through: shortFunction(mover.through ?? ''),
    heldBy: shortFunction(mover.heldBy ?? ''),
    movedFrom: shortFunction(mover.movedFrom ?? ''),
    alternatives: mover.alternatives.map(shortFunction),
    confidence: mover.confidence,
    gated: mover.gated,
    pods: podsText(mover),
    only: mover.instances.only ?? '',
    spread: spreadView(mover),
  };
}

/** The end of a long path tells more than its beginning. */
function shortFile(file: string): string {
  const parts = file.split('/');
  return parts.length <= 3 ? file : `…/${parts.slice(-2).join('/')}`;
}

function relativeText({ relative, isNew }: Mover): string {
  if (isNew) return 'new';
  return relative === undefined ? 'hardly there before' : showRelative(relative);
}

function podsText({ instances: { affected, of }, delta }: Mover): string {
  // Nobody counts who no longer does something.
  return delta > 0 ? `${affected} of ${of}` : '–';
}

const STRIP = { width: 360, left: 64, right: 12, rowOf: { baseline: 14, comparison: 40 }, height: 76 } as const;
const RADIUS = 4.5;

/** A dot for each pod, both windows over one axis; empty for evidence of older versions. */
function spreadView(mover: Mover): object | '' {
  const { pods = [], profile } = mover;
  if (pods.length === 0) return '';
  const most = Math.max(...pods.map(({ rate }) => rate)) || 1;
  const room = STRIP.width - STRIP.left - STRIP.right;
  const xOf = (rate: number): number => round(STRIP.left + (rate / most) * room);
  const side = (name: MoverPod['side']): readonly MoverPod[] => pods.filter((pod) => pod.side === name);
  const unit = UNITS[profile].replace(' per pod', '').replace(' and pod', '');
  const [before, now] = [side('baseline'), side('comparison')];
  return {
    ...STRIP,
    viewBox: `0 0 ${STRIP.width} ${STRIP.height}`,
    radius: RADIUS,
    end: STRIP.width - STRIP.right,
    most: showRate(most),
    unit,
    dots: pods.map(({ pod, side: which, rate }) => ({
      x: xOf(rate),
      y: STRIP.rowOf[which],
      side: which,
      title: `${pod}: ${showRate(rate)} ${unit}`,
    })),
    means: (['baseline', 'comparison'] as const).map((which) => ({
      side: which,
      x: xOf(Math.min(most, mover[which])),
      y1: STRIP.rowOf[which] - 9,
      y2: STRIP.rowOf[which] + 9,
    })),
    words: `Baseline: ${rangeText(before, unit)}. Now: ${rangeText(now, unit)}.`,
    dearest: now
      .slice(0, 3)
      .filter(({ rate }) => rate > 0)
      .map(({ pod, rate }) => ({ pod, rate: `${showRate(rate)} ${unit}` })),
  };
}

function rangeText(pods: readonly MoverPod[], unit: string): string {
  const rates = pods.map(({ rate }) => rate);
  if (rates.length === 0) return 'no pod';
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  const range = low === high ? showRate(low) : `${showRate(low)} to ${showRate(high)}`;
  return `${range} ${unit} in ${rates.length === 1 ? 'one pod' : `${rates.length} pods`}`;
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}
