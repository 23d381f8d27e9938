/**
 * Synthetic waits: locks, I/O, pools and callers that await them, in the words of five languages, with heavy-tailed durations,
 * ranked as the product ranks them. Where the truth is another thread's wait, the caller that mirrors it is the wrong answer.
 * Run: npx node bench/ranking/waits.ts [cases=40] [kinds="lock;awaited lock"] [misses]
 */
import { DIALECTS } from './wait-dialects.ts';
import { WAIT_GUILTY, WAIT_INNOCENT } from './wait-scenarios.ts';
import { canonicalName } from '../../src/core/profile/canonical-name.ts';
import { countCase, reportOf, settingOf, type Study, type StudyTallies } from './study.ts';
import { loadBase, type Base } from './bases.ts';
import { plantIn } from './plant.ts';
import { plantScenario } from './scenarios.ts';
import { randomOf } from './random.ts';
import { rankChanges } from '../../src/core/ranking/rank-changes.ts';
import { record } from './draw.ts';
import { recordWaits } from './wait-draw.ts';
import { sceneOf } from './wait-sites.ts';

/** Wait that a change adds, as a share of all waiting that is not idle; the smallest are counted apart. */
const EFFECTS = [0.06, 0.12, 0.25, 0.5, 0.03];
const LEAST_EFFECT = 0.05;
const PODS = [6, 4];
const SLICES = 3;
/** Off-CPU together with CPU: half a core at 100 Hz, six pods for a minute. */
const JOINT_SAMPLES = 18_000;
/** Real call structure under the waits: many functions, many contexts. */
const STRUCTURE = 'node-all-own';
/** Where CPU changes are planted. */
const CPU_BASE = 'shop';

/** Waits and CPU in one ranking; only the one of them changed. */
const JOINT = ['waits of both', 'CPU of both'];

const STUDY: Study = {
  name: 'waits',
  guilty: {
    ...Object.fromEntries([...Object.keys(WAIT_GUILTY), ...JOINT].map((kind) => [kind, ''])),
    lock: '98/98',
    'I/O': '100/100',
    'lock, load': '98/98',
    'awaited lock': '68/90',
    'waits of both': '98/98',
    'CPU of both': '88/98',
  },
  innocent: Object.fromEntries(Object.keys(WAIT_INNOCENT).map((kind) => [kind, ''])),
};

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function runCase(structure: Base, cpuBase: Base, kind: string, number: number, tallies: StudyTallies) {
  const random = randomOf(number, kind);
  const dialect = DIALECTS[number % DIALECTS.length]!;
  // Every language meets every effect, then every way to record.
  const round = Math.floor(number / DIALECTS.length);
  const effect = EFFECTS[(number + round) % EFFECTS.length]!;
  const counted = round % 2 === 0;
  const pods = PODS[Math.floor(round / 2) % PODS.length]!;
  const scene = sceneOf(structure, dialect, random);
  const scenario =
    kind === 'CPU of both' ? WAIT_INNOCENT['A/A']! : (WAIT_GUILTY[kind] ?? WAIT_INNOCENT[kind] ?? WAIT_GUILTY['lock']!);
  const { change, cause } = scenario(scene, effect, random);
  const waits = recordWaits(scene, change, { pods, slices: SLICES, counted, requestsKnown: true }, random);
  const plant = plantIn(cpuBase);
  const planted = kind === 'CPU of both' ? plantScenario('self', plant, effect, random) : undefined;
  const cpu = JOINT.includes(kind)
    ? record(plant, 1, { samples: JOINT_SAMPLES, pods, slices: SLICES }, random)
    : undefined;
  const right = [
    ...(cause === undefined ? [] : [scene.functions[cause.waiter]!]),
    ...(planted?.accepted ?? []).map((id) => plant.functions[id]!),
  ];
  const names = new Set(right.map(({ name }) => canonicalName(name)));
  return countCase(tallies, {
    kind,
    title: `${kind} #${number} in ${dialect.name}, ${effect * 100} %, ${counted ? 'counted' : 'not counted'}, ${pods} pods`,
    accepted: names,
    causes: names,
    tree: kind === 'CPU of both' ? cpu! : waits,
    ranking: rankChanges({ waits, ...(cpu !== undefined && { cpu }) }),
    rows: [
      ['effect', `${effect * 100} %`],
      ...(effect < LEAST_EFFECT
        ? []
        : [['language', dialect.name] as const, ['waits are', counted ? 'counted' : 'not counted'] as const]),
    ],
    small: names.size > 0 && effect < LEAST_EFFECT,
  });
}

function main(words: readonly string[]): void {
  const structure = loadBase(STRUCTURE);
  const cpuBase = loadBase(CPU_BASE);
  if (structure === undefined || cpuBase === undefined) {
    say(`SKIPPED: the recordings of ${STRUCTURE} or ${CPU_BASE} are not there, so no waits were drawn`);
    return;
  }
  const cases = Number(settingOf(words, 'cases') ?? 40);
  const kinds = settingOf(words, 'kinds')?.split(';') ?? [...Object.keys(STUDY.guilty), ...Object.keys(STUDY.innocent)];
  const tallies: StudyTallies = { byRule: new Map(), byRow: new Map() };
  for (const kind of kinds) {
    for (let number = 0; number < cases; number++) {
      const missed = runCase(structure, cpuBase, kind, number, tallies);
      if (missed !== undefined && words.includes('misses')) say(missed);
    }
  }
  for (const part of reportOf(STUDY, tallies)) say(part);
}

main(process.argv.slice(2));
