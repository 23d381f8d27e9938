import type { Deploy } from '../../core/deploy/deploy.ts';
import type { KeptBurn, KeptPoint } from '../../core/incident/kept-burn.ts';
import type { Instant, Window } from '../../core/instant.ts';
import { layOutLabels } from './chart-labels.ts';

export interface ChartFacts {
  readonly burn: KeptBurn;
  readonly windows: { readonly baseline: Window; readonly comparison: Window };
  readonly onset: Instant;
  readonly firedAt: Instant;
  readonly endedAt?: Instant;
  readonly deploys: readonly Pick<Deploy, 'toVersion' | 'at'>[];
}

/** Where everything of the chart lies, for the template to write as SVG. */
export interface BurnChart {
  readonly kind: 'wide' | 'narrow';
  readonly width: number;
  readonly height: number;
  readonly viewBox: string;
  readonly bands: readonly Band[];
  readonly levels: readonly Level[];
  readonly lines: readonly { readonly kind: 'ratio' | 'counted'; readonly d: string }[];
  readonly marks: readonly Mark[];
  readonly ticks: readonly { readonly x: number; readonly y: number; readonly label: string }[];
}

interface Band {
  readonly kind: 'baseline' | 'comparison';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly labelX: number;
  readonly labelY: number;
  readonly label: string;
}

interface Level {
  readonly kind: 'budget' | 'threshold' | 'top';
  readonly x1: number;
  readonly x2: number;
  readonly y: number;
  readonly labelX: number;
  readonly labelY: number;
  readonly label: string;
}

interface Mark {
  readonly kind: 'onset' | 'fired' | 'resolved' | 'deploy';
  readonly x: number;
  readonly y1: number;
  readonly y2: number;
  readonly labelX: number;
  readonly labelY: number;
  readonly anchor: 'start' | 'end';
  readonly label: string;
}

const SIZES = { wide: { width: 960, height: 210 }, narrow: { width: 350, height: 230 } } as const;
const LEFT = 46;
const RIGHT = 10;
const BELOW = 22;
const LABEL_ROW = 15;
/** A label of a tick stands on its middle. */
const TICK_HALF = 28;
/** A line is broken where so many steps of its own are missing. */
const GAP_STEPS = 4;
const MINUTE = 60_000;
const TICK_MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440];

/** Burn rate over time: bad share ÷ error budget, with what happened and the windows that were compared. */
export function drawBurnChart(facts: ChartFacts, kind: BurnChart['kind']): BurnChart {
  const { burn, windows, onset } = facts;
  const { width, height } = SIZES[kind];
  const xOf = (at: Instant): number =>
    round(LEFT + ((at - burn.span.from) / (burn.span.to - burn.span.from)) * (width - LEFT - RIGHT));
  const labels = layOutLabels(momentsOf(facts), xOf, { from: LEFT, to: width - RIGHT });
  const top = labels.rows * LABEL_ROW + 6;
  const bottom = height - BELOW;
  const most = highest(burn);
  const yOf = (rate: number): number => round(bottom - (Math.min(rate, most) / most) * (bottom - top));
  return {
    kind,
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    bands: (['baseline', 'comparison'] as const).flatMap((name) =>
      bandOf(name, windows[name], burn.span, xOf, top, bottom),
    ),
    levels: levelsOf(burn, most, yOf, width),
    lines: [
      ...(burn.counted === undefined ? [] : [{ kind: 'counted' as const, d: pathOf(burn.counted, burn, xOf, yOf) }]),
      { kind: 'ratio' as const, d: pathOf(burn.ratio, burn, xOf, yOf) },
    ].filter(({ d }) => d !== ''),
    marks: labels.placed.map(({ row, ...mark }) => ({
      ...mark,
      y1: row * LABEL_ROW + 3,
      y2: bottom,
      labelY: row * LABEL_ROW + 12,
    })),
    ticks: ticksOf(burn.span, onset, xOf, kind === 'wide' ? 9 : 4)
      .filter(({ x }) => x + TICK_HALF <= width)
      .map((tick) => ({ ...tick, y: height - 6 })),
  };
}

/** Highest burn rate to be shown; the alert's own level always is. */
export function highest({ ratio, counted = [], budget, factor }: KeptBurn): number {
  const most = [...ratio, ...counted].reduce((top, [, share]) => Math.max(top, share / budget), 0);
  return Math.max(most, factor) * 1.08;
}

function momentsOf({ burn: { span }, onset, firedAt, endedAt, deploys }: ChartFacts) {
  const moments = [
    { kind: 'onset' as const, at: onset, label: 'onset' },
    { kind: 'fired' as const, at: firedAt, label: 'alert' },
    ...(endedAt === undefined ? [] : [{ kind: 'resolved' as const, at: endedAt, label: 'resolved' }]),
    ...deploys.map(({ at, toVersion }) => ({ kind: 'deploy' as const, at, label: `deploy ${toVersion.slice(0, 16)}` })),
  ];
  return moments.filter(({ at }) => at >= span.from && at <= span.to);
}

function bandOf(
  kind: Band['kind'],
  { from, to }: Window,
  span: Window,
  xOf: (at: Instant) => number,
  top: number,
  bottom: number,
): readonly Band[] {
  if (to <= span.from || from >= span.to) return [];
  const x = xOf(Math.max(from, span.from));
  const width = round(Math.max(2, xOf(Math.min(to, span.to)) - x));
  const place = { kind, x, y: top, width, height: bottom - top };
  // Where the line is not: low before the burn, high in it. Marks stand at the windows' beginnings.
  if (kind === 'baseline') return [{ ...place, labelX: x + 8, labelY: top + 32, label: 'baseline' }];
  return [{ ...place, labelX: round(x + width / 2), labelY: bottom - 20, label: 'now' }];
}

function levelsOf({ factor }: KeptBurn, most: number, yOf: (rate: number) => number, width: number): readonly Level[] {
  const place = { x1: LEFT, x2: width - RIGHT, labelX: LEFT - 5 };
  const level = (kind: Level['kind'], rate: number): Level => {
    const y = yOf(rate);
    return { kind, ...place, y, labelY: y + 4, label: `${rateText(rate)}×` };
  };
  const known = [level('threshold', factor)];
  // Labels of levels that lie on each other would be none.
  const apart = (one: Level): boolean => known.every(({ y }) => Math.abs(y - one.y) >= 13);
  for (const one of [level('top', most / 1.08), level('budget', 1)]) if (apart(one)) known.push(one);
  return known;
}

/** Steps of the series are its median distance; a longer silence is no line. */
function pathOf(
  points: readonly KeptPoint[],
  { budget }: KeptBurn,
  xOf: (at: Instant) => number,
  yOf: (rate: number) => number,
): string {
  const steps = points.slice(1).map(([at], i) => at - points[i]![0]);
  const usual = steps.toSorted((a, b) => a - b)[steps.length >> 1] ?? 0;
  return points
    .map(([at, share], i) => {
      const begins = i === 0 || at - points[i - 1]![0] > GAP_STEPS * usual;
      return `${begins ? 'M' : 'L'}${xOf(at)} ${yOf(share / budget)}`;
    })
    .join('');
}

/** Distances from the onset: they are the same in every time zone. */
function ticksOf(span: Window, onset: Instant, xOf: (at: Instant) => number, most: number) {
  const minutes = (span.to - span.from) / MINUTE;
  const step = TICK_MINUTES.find((one) => minutes / one <= most) ?? Math.ceil(minutes / most);
  const first = Math.ceil((span.from - onset) / MINUTE / step);
  const last = Math.floor((span.to - onset) / MINUTE / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const offset = (first + i) * step;
    return { x: xOf(onset + offset * MINUTE), label: offset === 0 ? '0' : minutesText(offset) };
  });
}

function minutesText(minutes: number): string {
  const sign = minutes < 0 ? '\u2212' : '+';
  const size = Math.abs(minutes);
  return size % 60 === 0 ? `${sign}${size / 60} h` : `${sign}${size} min`;
}

export function rateText(rate: number): string {
  return rate >= 100 ? String(Math.round(rate)) : String(Number(rate.toPrecision(rate >= 10 ? 3 : 2)));
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}
