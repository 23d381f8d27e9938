/** The engine's own view of each mover, joined to what a reader is told of it: what its confidence is calibrated on. */
import { canonicalName } from '../../src/core/profile/canonical-name.ts';
import { exposeTree } from '../../src/core/ranking/exposed-blocks.ts';
import { probabilityOf } from '../../src/core/ranking/confidence.ts';
import { rankCpu } from '../../src/core/ranking/cpu-changes.ts';
import { rankWaits } from '../../src/core/ranking/wait-changes.ts';
import type { Change } from '../../src/core/ranking/change.ts';
import type { Confidence } from '../../src/core/report/analysis.ts';
import type { Watched } from './watch.ts';

const MOST_RELATIVE = 100;

export interface FeatureRow {
  readonly set: 'shop' | 'node';
  readonly case: string;
  readonly pods: number;
  readonly effect: number;
  readonly profile: 'cpu' | 'off-cpu';
  readonly function: string;
  readonly own: boolean;
  /** Place in the list that people see, from 1. */
  readonly place: number;
  readonly gated: boolean;
  readonly word: Confidence;
  readonly probability: number;
  readonly gain: number;
  readonly z: number;
  readonly share: number;
  readonly moved: number;
  readonly keep: number;
  /** Growth ÷ what was expected, at most MOST_RELATIVE: new functions have no such ratio. */
  readonly relative: number;
  /** Waits that ended in the comparison, or samples of the growth where waits are not counted. */
  readonly events: number;
  /** `near` is a library function that moved for the same reason. */
  readonly right: 'yes' | 'near' | 'no';
}

/** One row for each mover that grew. An odd pod's mover has a ranking of its own, and no row. */
export function featuresOf({ set, id, pods, effect, input, ranking, truth }: Watched): FeatureRow[] {
  const changes = changesOf(input);
  const functions = truth.functions ?? [];
  return ranking.movers.flatMap((mover) => {
    const change = changes.find(
      ({ profile, model, functionId }) =>
        profile === mover.profile && model.index.functions[functionId]!.name === mover.function,
    );
    if (change === undefined || mover.share <= 0 || mover.instances.only !== undefined) return [];
    const name = canonicalName(mover.function);
    return {
      set,
      case: id,
      pods,
      effect,
      profile: mover.profile,
      function: mover.function,
      own: mover.own,
      place: mover.rank,
      gated: mover.gated,
      word: mover.confidence,
      probability: probabilityOf(change),
      gain: change.finding.gain,
      z: change.z,
      share: change.share,
      moved: change.moved,
      keep: change.finding.keep,
      relative: Math.min(MOST_RELATIVE, change.finding.relative),
      events: change.wait?.events ?? change.finding.growth,
      right: functions.includes(name) ? 'yes' : truth.library.includes(name) ? 'near' : 'no',
    };
  });
}

/** As `rankChanges` ranks them: its public answer leaves out what the confidence is made of. */
function changesOf({ cpu, waits, requests }: Watched['input']): readonly Change[] {
  const cpuTree = cpu && exposeTree(cpu, cpu.samplePeriod, requests);
  const waitTree = waits && exposeTree(waits, 1, requests);
  return [
    ...(cpuTree === undefined ? [] : rankCpu(cpuTree.sides, cpuTree.requestsKnown).changes),
    ...(waitTree === undefined ? [] : rankWaits(waitTree.sides, waitTree.requestsKnown).changes),
  ];
}
