/**
 * Synthetic truth: changes of known kind and size planted into real call trees, recorded with the noise of healthy windows,
 * and ranked as the product ranks them, beside the rules of other tools.
 * Run: npx node bench/ranking/synthetic.ts [cases=15] [bases=node,shop] [kinds=self,helper] [misses]
 */
import { BASE_NAMES, loadBase, type Base } from './bases.ts';
import { GUILTY, INNOCENT, plantScenario } from './scenarios.ts';
import { canonicalName } from '../../src/core/profile/canonical-name.ts';
import { countCase, reportOf, settingOf, type Study, type StudyTallies } from './study.ts';
import { plantIn } from './plant.ts';
import { randomOf } from './random.ts';
import { rankChanges } from '../../src/core/ranking/rank-changes.ts';
import { record, type Recording } from './draw.ts';

/** Share of all cost that a change adds; the smallest is counted apart, since no bar holds there. */
const EFFECTS = [0.05, 0.1, 0.2, 0.4, 0.02];
const LEAST_EFFECT = 0.05;
/** Samples a side. */
const SAMPLES = [2_000, 20_000, 100_000];
const PODS = [6, 4];
const SLICES = 3;

/** The reference engine's cases had 3,000 to 40,000 samples, 6 pods × 3 slices, effects from 5 to 40 %. */
const STUDY: Study = {
  name: 'planted',
  guilty: {
    ...Object.fromEntries(Object.keys(GUILTY).map((kind) => [kind, ''])),
    self: '97–100',
    helper: '97/98',
    'call site': '87–98/92–98',
    'new function': '99/100',
    'new chain': '97–100',
    '+ moved code': '97/98',
    '+ load': '97/98',
    two: '95/98',
    '+ renamed': '93–98/97–100',
    '+ inlined': '97/99',
  },
  innocent: {
    ...Object.fromEntries(Object.keys(INNOCENT).map((kind) => [kind, ''])),
    'A/A': '1.3 %',
    'load only': '0.0 %',
    'moved only': '5.6 %',
    'inlined only': '10.0 %',
  },
};

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

interface Design {
  readonly effect: number;
  readonly recording: Recording;
}

/** Every combination of effect, samples and pods in turn; a kind begins where the one before stopped. */
function designOf(number: number, begin: number): Design {
  const turn = (list: readonly number[], step: number): number =>
    list[(Math.floor(number / step) + begin) % list.length]!;
  return {
    effect: turn(EFFECTS, 1),
    recording: {
      samples: turn(SAMPLES, EFFECTS.length),
      pods: turn(PODS, EFFECTS.length * SAMPLES.length),
      slices: SLICES,
    },
  };
}

function runCase(base: Base, kind: string, number: number, { effect, recording }: Design, tallies: StudyTallies) {
  const random = randomOf(number, `${base.name} ${kind}`);
  const plant = plantIn(base);
  const truth = plantScenario(kind, plant, effect, random);
  if (truth === undefined) return undefined;
  const tree = record(plant, truth.load, recording, random);
  const namesOf = (ids: readonly number[]): Set<string> =>
    new Set(ids.map((id) => canonicalName(plant.functions[id]!.name)));
  const size = `${effect * 100} % × ${recording.samples}`;
  return countCase(tallies, {
    kind,
    title: `${base.name} ${kind} #${number}, ${size} × ${recording.pods} pods`,
    accepted: namesOf(truth.accepted),
    causes: namesOf([...truth.accepted, ...truth.also]),
    tree,
    ranking: rankChanges({ cpu: tree }),
    rows: [['effect × samples a side', size], ...(effect < LEAST_EFFECT ? [] : [['base', base.name] as const])],
    small: truth.accepted.length > 0 && effect < LEAST_EFFECT,
  });
}

function main(words: readonly string[]): void {
  const cases = Number(settingOf(words, 'cases') ?? 15);
  const kinds = settingOf(words, 'kinds')?.split(',') ?? [...Object.keys(GUILTY), ...Object.keys(INNOCENT)];
  const tallies: StudyTallies = { byRule: new Map(), byRow: new Map() };
  for (const name of settingOf(words, 'bases')?.split(',') ?? BASE_NAMES) {
    const base = loadBase(name);
    if (base === undefined) {
      say(`SKIPPED: the recordings of ${name} are not there, so nothing was planted in it`);
      continue;
    }
    kinds.forEach((kind, at) => {
      for (let number = 0; number < cases; number++) {
        const missed = runCase(base, kind, number, designOf(number, at * cases), tallies);
        if (missed !== undefined && words.includes('misses')) say(missed);
      }
    });
  }
  for (const part of reportOf(STUDY, tallies)) say(part);
}

main(process.argv.slice(2));
