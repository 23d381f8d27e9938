/** Is "likely" right as often as it says? Words and probabilities against the truth, fitted on one set and tested on the other. */
import { fitLogistic, logistic } from './logistic.ts';
import { percent, table } from './table.ts';
import type { FeatureRow } from './features.ts';

const BINS = 10;
const WORDS = ['sure', 'likely', 'weak'] as const;
const MOST_Z = 10;

/** One prediction and whether it came true. */
interface Prediction {
  readonly probability: number;
  readonly right: boolean;
}

/** Words, bins, and what other weights would do. Library functions that moved along are neither right nor wrong. */
export function calibrationReport(rows: readonly FeatureRow[]): string {
  const clear = rows.filter(({ right, own }) => own && right !== 'near');
  const sets = ['shop', 'node'] as const;
  const lines = [
    table(
      ['word', 'all', ...sets, 'should be'],
      WORDS.map((word) => [
        word,
        rightShare(clear.filter((row) => row.word === word)),
        ...sets.map((set) => rightShare(clear.filter((row) => row.word === word && row.set === set))),
        word === 'sure' ? '≥ 95 %' : word === 'likely' ? '≥ 75 %' : '–',
      ]),
    ),
    binTable('every listed mover', clear),
    binTable(
      'what was named',
      clear.filter(({ gated }) => gated),
    ),
  ];
  for (const [fitted, tested] of [sets, [...sets].reverse()] as const) {
    const train = clear.filter(({ set }) => set === fitted);
    const test = clear.filter(({ set }) => set === tested);
    if (train.length === 0 || test.length === 0) continue;
    const weights = fitLogistic(train.map(inputsOf), train.map(isRight));
    const predict = (row: FeatureRow): Prediction => ({
      probability: logistic(weights, inputsOf(row)),
      right: isRight(row),
    });
    lines.push(
      `weights fitted on ${fitted}: [${weights.map((weight) => weight.toFixed(2)).join(', ')}]; calibration error there ${calibrationError(train.map(predict)).toFixed(3)}, on ${tested} ${calibrationError(test.map(predict)).toFixed(3)}; with today's weights ${calibrationError(test.map(asToday)).toFixed(3)}`,
    );
  }
  return lines.join('\n');
}

/** Expected calibration error: mean distance between what was said and what came true, weighted by how often it was said. */
function calibrationError(predictions: readonly Prediction[]): number {
  const error = binsOf(predictions).reduce((sum, bin) => sum + Math.abs(bin.said - bin.cameTrue), 0);
  return error / Math.max(1, predictions.length);
}

function binTable(what: string, movers: readonly FeatureRow[]): string {
  const predictions = movers.map(asToday);
  const rows = binsOf(predictions).map(({ from, count, said, cameTrue }) => [
    `${from.toFixed(1)}–${(from + 1 / BINS).toFixed(1)}`,
    String(count),
    percent(said, count),
    percent(cameTrue, count),
  ]);
  return `${table([`probability, ${what}`, 'movers', 'said', 'came true'], rows)}\ncalibration error ${calibrationError(predictions).toFixed(3)}`;
}

function binsOf(predictions: readonly Prediction[]) {
  return Array.from({ length: BINS }, (_, at) => {
    const inside = predictions.filter(({ probability }) => Math.min(BINS - 1, Math.floor(probability * BINS)) === at);
    return {
      from: at / BINS,
      count: inside.length,
      said: inside.reduce((sum, { probability }) => sum + probability, 0),
      cameTrue: inside.filter(({ right }) => right).length,
    };
  }).filter(({ count }) => count > 0);
}

function inputsOf({ gain, z, share, moved }: FeatureRow): number[] {
  return [1, Math.log(1 + Math.max(0, gain)), Math.min(MOST_Z, z), Math.log(share), 1 - moved];
}

function asToday(row: FeatureRow): Prediction {
  return { probability: row.probability, right: isRight(row) };
}

function isRight({ right }: FeatureRow): boolean {
  return right === 'yes';
}

function rightShare(rows: readonly FeatureRow[]): string {
  const right = rows.filter(isRight).length;
  return `${right}/${rows.length} = ${percent(right, rows.length)}`;
}
