import type { Dialect } from '../incident/incident.ts';
import type { Labels } from './alert.ts';
import type { BurnPair } from './burn.ts';
import { formatDuration, LONGEST_WINDOW_SECONDS, parseDuration } from './duration.ts';

/** What a generator's own table says of an alert, with what its expression says filled in. */
export interface GeneratorTable {
  readonly pairs: readonly BurnPair[];
  /** The rule's `for`, by which `startsAt` is later than the moment the expression held; undefined where no table tells. */
  readonly forSeconds: number | undefined;
}

interface Row {
  readonly longSeconds: number;
  readonly shortSeconds: number;
  readonly factor: number;
  readonly forSeconds: number;
}

const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400];

/** SRE Workbook, chapter 5, with the `for` that kubernetes-mixin and slo-libsonnet add. Quick rows first. */
const WORKBOOK: readonly Row[] = [
  { longSeconds: HOUR, shortSeconds: 5 * MINUTE, factor: 14.4, forSeconds: 2 * MINUTE },
  { longSeconds: 6 * HOUR, shortSeconds: 30 * MINUTE, factor: 6, forSeconds: 15 * MINUTE },
  { longSeconds: DAY, shortSeconds: 2 * HOUR, factor: 3, forSeconds: HOUR },
  { longSeconds: 3 * DAY, shortSeconds: 6 * HOUR, factor: 1, forSeconds: 3 * HOUR },
];
const PAGE = WORKBOOK.slice(0, 2);
const TICKET = WORKBOOK.slice(2);
const MIXIN_BUDGET = 0.01;

/**
 * The window pairs and the `for` of an alert: its expression's pairs where it has them, else the generator's table.
 * Where labels name other windows than the expression (a middleman's address of another tier), the labels win: they
 * are part of the alert's identity.
 */
export function tableOf(labels: Labels, dialect: Dialect, pairs: readonly BurnPair[]): GeneratorTable {
  switch (dialect) {
    case 'sloth':
    case 'autometrics':
      return { pairs: pairs.length > 0 ? pairs : bySeverity(labels['sloth_severity'] ?? ''), forSeconds: 0 };
    case 'grafana-slo':
      return {
        pairs: pairs.length > 0 ? pairs : bySeverity(labels['grafana_slo_severity'] ?? ''),
        forSeconds: undefined,
      };
    case 'pyrra':
      return byLabels(labels, pairs, pyrraRow);
    case 'kubernetes-mixin': {
      const table = byLabels(labels, pairs, workbookRow);
      return { ...table, pairs: table.pairs.map((pair) => ({ budget: MIXIN_BUDGET, ...pair })) };
    }
    case 'slo-libsonnet':
      return { pairs, forSeconds: pairs[0] === undefined ? undefined : workbookRow(pairs[0])?.forSeconds };
    case 'expression':
    case 'none':
      return ofStranger(labels, pairs);
  }
}

/** https://github.com/google/prometheus-slo-burn-example names its alerts `slo_page` and `slo_ticket`, without `for`. */
function ofStranger(labels: Labels, pairs: readonly BurnPair[]): GeneratorTable {
  const name = labels['alertname'] ?? '';
  if (name === 'slo_page' || name === 'slo_ticket') {
    return { pairs: pairs.length > 0 ? pairs : bySeverity(name.slice('slo_'.length)), forSeconds: 0 };
  }
  const aboutBurning = /burn|budget|slo/i.test(name) || labels['slo'] !== undefined;
  if (pairs.length > 0 || !aboutBurning) return { pairs, forSeconds: undefined };
  return { pairs: byLabels(labels, pairs, workbookRow).pairs, forSeconds: undefined };
}

/** Sloth and Grafana OR two pairs in one rule. `page` and `critical` burn fast, the others slowly. */
function bySeverity(severity: string): readonly BurnPair[] {
  switch (severity) {
    case 'page':
    case 'critical':
      return PAGE.map(pairOf);
    case 'ticket':
    case 'warning':
      return TICKET.map(pairOf);
    default:
      return [];
  }
}

function pairOf({ longSeconds, shortSeconds, factor }: Row): BurnPair {
  return { longSeconds, shortSeconds, factor };
}

type Windows = Pick<BurnPair, 'longSeconds' | 'shortSeconds'>;
type FindRow = (windows: Windows, exhaustionSeconds: number | undefined) => Row | undefined;

/** One tier per alert, its windows in the labels `long` and `short`. */
function byLabels(labels: Labels, pairs: readonly BurnPair[], findRow: FindRow): GeneratorTable {
  const longSeconds = parseDuration(labels['long'] ?? '');
  const shortSeconds = parseDuration(labels['short'] ?? '');
  const told = longSeconds !== undefined && shortSeconds !== undefined;
  if (!told || shortSeconds <= 0 || longSeconds <= shortSeconds || longSeconds > LONGEST_WINDOW_SECONDS) {
    return { pairs, forSeconds: undefined };
  }
  const windows = { longSeconds, shortSeconds };
  const row = findRow(windows, parseDuration(labels['exhaustion'] ?? ''));
  const same = pairs.find((pair) => pair.longSeconds === longSeconds && pair.shortSeconds === shortSeconds);
  const factor = same?.factor ?? row?.factor;
  const pair = same ?? onWindows(pairs[0], windows, factor);
  return { pairs: [factor === undefined ? pair : { ...pair, factor }], forSeconds: row?.forSeconds };
}

function workbookRow({ longSeconds, shortSeconds }: Windows): Row | undefined {
  return WORKBOOK.find((row) => row.longSeconds === longSeconds && row.shortSeconds === shortSeconds);
}

/**
 * Pyrra's table is made of the SLO's period; each row of a 28-day period, with the share of the period that it takes to
 * exhaust the budget (https://github.com/pyrra-dev/pyrra, slo/rules.go). Rounded to minutes there and here.
 */
const PYRRA: readonly Row[] = [
  { longSeconds: HOUR, shortSeconds: 5 * MINUTE, factor: 14, forSeconds: 2 * MINUTE },
  { longSeconds: 6 * HOUR, shortSeconds: 30 * MINUTE, factor: 7, forSeconds: 15 * MINUTE },
  { longSeconds: DAY, shortSeconds: 2 * HOUR, factor: 2, forSeconds: HOUR },
  { longSeconds: 4 * DAY, shortSeconds: 6 * HOUR, factor: 1, forSeconds: 3 * HOUR },
];
const PYRRA_PERIOD = 28 * DAY;

/** What people choose, for a rule that lost the label of its exhaustion. */
const USUAL_PERIODS = [28 * DAY, 30 * DAY, 14 * DAY, 7 * DAY];

function pyrraRow({ longSeconds, shortSeconds }: Windows, exhaustionSeconds: number | undefined): Row | undefined {
  for (const row of PYRRA) {
    const periods = exhaustionSeconds === undefined ? USUAL_PERIODS : [exhaustionSeconds * row.factor];
    for (const scale of periods.map((period) => period / PYRRA_PERIOD)) {
      const [long, short] = [toMinutes(row.longSeconds * scale), toMinutes(row.shortSeconds * scale)];
      const forSeconds = toMinutes(row.forSeconds * scale);
      if (long === longSeconds && short === shortSeconds)
        return { longSeconds, shortSeconds, factor: row.factor, forSeconds };
    }
  }
  return undefined;
}

function toMinutes(seconds: number): number {
  return Math.round(seconds / MINUTE) * MINUTE;
}

/** A tier's pair from another tier's: generators record every window of an SLO as `<metric>:burnrate<window>`. */
function onWindows(other: BurnPair | undefined, windows: Windows, factor: number | undefined): BurnPair {
  const shortRatio = recordedOver(other?.shortRatio, windows.shortSeconds);
  const longRatio = recordedOver(other?.shortRatio, windows.longSeconds);
  const budget = other?.budget;
  const known = {
    ...windows,
    ...(budget === undefined ? {} : { budget }),
    ...(other?.common === undefined ? {} : { common: other.common }),
    ...(other?.sli === undefined ? {} : { sli: other.sli }),
  };
  if (shortRatio === undefined || longRatio === undefined) return known;
  if (budget === undefined || factor === undefined) return { ...known, shortRatio, longRatio };
  const threshold = Number((factor * budget).toPrecision(9));
  return {
    ...known,
    threshold,
    shortRatio,
    longRatio,
    condition: `${shortRatio} > ${threshold} and ${longRatio} > ${threshold}`,
  };
}

const RECORDED = /:burnrate(?:\d+(?:ms|[ywdhms]))+/g;

function recordedOver(ratio: string | undefined, seconds: number): string | undefined {
  if (ratio === undefined || ratio.search(RECORDED) < 0) return undefined;
  return ratio.replace(RECORDED, `:burnrate${formatDuration(seconds)}`);
}
