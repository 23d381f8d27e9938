import { actionableName } from './change.ts';
import { callWitnesses } from './pod-counts.ts';
import { calmHalf, measurePressure } from './pod-pressure.ts';
import { deepestWaiter } from './deepest-waiter.ts';
import { endOf, maskOf } from './support.ts';
import { inSecondsPerSecond } from './cpu-changes.ts';
import { isAwait, isInputOutput, isLock } from './frame-classes.ts';
import { behindCauses } from './await-mirrors.ts';
import { measureStretch } from './stretch.ts';
import { rankTree } from './rank-tree.ts';
import { sumEvents } from './comparison.ts';
import { WAIT_ENGINE, WAIT_GATE } from './constants.ts';
import { waitUnit } from './wait-unit.ts';
import type { Change, Gate, WaitFacts } from './change.ts';
import type { Comparison } from './comparison.ts';
import type { EndedWaits } from './stretch.ts';
import type { Model } from './model.ts';
import type { PodPressure } from './pod-pressure.ts';
import type { RankedChanges } from './cpu-changes.ts';
import type { RankedFinding } from './rank-tree.ts';
import type { Witnesses } from './pod-counts.ts';

export interface RankedWaits extends RankedChanges {
  readonly pressure: PodPressure;
  /** Also those that were left out of the ranking. */
  readonly allPods: Witnesses;
  /** By how much waits stretched in all, 1…5. */
  readonly stretch: number;
}

/** Off-CPU movers, on the calm pods only, gated. */
export function rankWaits(sides: Comparison, requestsKnown: boolean): RankedWaits {
  const rough = { ...sides, unit: waitUnit(sides) };
  const pressure = measurePressure(rough);
  const calm = {
    index: sides.index,
    baseline: calmHalf(sides.baseline, pressure.baseline, pressure.measured),
    comparison: calmHalf(sides.comparison, pressure.comparison, pressure.measured),
  };
  const unit = waitUnit(calm);
  const ranking = rankTree({ ...calm, unit }, WAIT_ENGINE, requestsKnown);
  const ended: EndedWaits = {
    baseline: sumEvents(calm.baseline, sides.index.size, unit),
    comparison: sumEvents(calm.comparison, sides.index.size, unit),
  };
  const onePodASide = Math.min(pressure.baseline.size, pressure.comparison.size) < 2;
  const allPods = callWitnesses({ ...sides, unit });
  const changes = ranking.findings.map((finding) => waitChange(allPods, ranking.model, finding, ended, onePodASide));
  return { ranking, changes: behindCauses(changes), pressure, allPods, stretch: measureStretch(ranking.model, ended) };
}

function waitChange(
  allPods: Witnesses,
  model: Model,
  finding: RankedFinding,
  ended: EndedWaits,
  onePodASide: boolean,
): Change {
  const named = waiterName(model, finding);
  const own = model.index.functions[named.functionId]!.own;
  const wait = waitFacts(model, finding, ended);
  // What the host stretched is not the function's own growth.
  const expected = model.expected * wait.stretch * finding.baseline;
  const growth = finding.comparison - expected;
  const share = (Math.max(0, growth) * (1 - finding.moved)) / model.comparison.inclusive[0]!;
  const level = Math.min(model.expected * finding.baseline, finding.comparison);
  const variance = finding.comparison + model.expected ** 2 * finding.baseline + 2 * (WAIT_GATE.drift * level) ** 2 + 1;
  const z = (finding.keep * growth) / Math.sqrt(variance);
  return {
    profile: 'off-cpu',
    model,
    allPods,
    finding,
    ...named,
    own,
    share,
    z,
    moved: finding.moved,
    gate: own ? gateOf(finding, wait, share, z, onePodASide) : 'none',
    secondsPerSecond: inSecondsPerSecond(model, finding.score),
    wait,
  };
}

function waiterName(model: Model, finding: RankedFinding): { functionId: number; throughId?: number } {
  const deepest = deepestWaiter(model, finding);
  if (deepest < 0 || deepest === finding.functionId) return actionableName(model, finding);
  return { functionId: deepest };
}

function gateOf(finding: RankedFinding, wait: WaitFacts, share: number, z: number, onePodASide: boolean): Gate {
  const { moved, keep } = finding;
  const queue = wait.ioShare < WAIT_GATE.ioShare;
  const pressed = wait.stretch >= WAIT_GATE.pressedStretch;
  // With a single pod a side nothing tells a queue from its host: it must outweigh nearly everything, on a calm host.
  if (queue && pressed && onePodASide) return 'none';
  const enough =
    moved < WAIT_GATE.mostMoved &&
    wait.events >= WAIT_GATE.events &&
    share >= (queue && (pressed || onePodASide) ? WAIT_GATE.pressedShare : WAIT_GATE.share) &&
    z >= WAIT_GATE.z &&
    keep >= WAIT_GATE.leastKeep &&
    keep * share >= WAIT_GATE.leastKeptShare;
  return enough ? 'full' : 'none';
}

function waitFacts(model: Model, finding: RankedFinding, ended: EndedWaits): WaitFacts {
  const { index, comparisonCounts } = model;
  const { support } = finding;
  let all = 0;
  let io = 0;
  let lock = 0;
  let awaiting = 0;
  let events = 0;
  for (const start of support.starts) {
    const end = endOf(index, support, start);
    for (let node = start; node < end; node++) {
      events += ended.comparison[node]!;
      const waited = comparisonCounts[node]!;
      if (waited === 0) continue;
      all += waited;
      const reason = reasonOf(model, node, start);
      if (reason === 'io') io += waited;
      else if (reason === 'lock') lock += waited;
      else if (reason === 'await') awaiting += waited;
    }
  }
  return {
    stretch: measureStretch(model, ended, maskOf(index, support)),
    ioShare: all > 0 ? io / all : 0,
    lockShare: all > 0 ? lock / all : 0,
    awaitShare: all > 0 ? awaiting / all : 0,
    events,
  };
}

/** What a stack waits in: the nearest telling frame from the leaf up to the beginning of the support. */
function reasonOf({ index }: Model, leaf: number, start: number): 'io' | 'lock' | 'await' | 'other' {
  for (let node = leaf; node >= start; node = index.parent[node]!) {
    const frame = index.functions[index.functionId[node]!]!;
    if (isInputOutput(frame)) return 'io';
    if (isAwait(frame)) return 'await';
    if (isLock(frame)) return 'lock';
  }
  return 'other';
}
