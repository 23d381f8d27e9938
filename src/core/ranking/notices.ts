import { shortFunction } from '../report/short-function.ts';
import { changeWords } from './wording.ts';
import { DRIFT, WAIT_GATE } from './constants.ts';
import { blocksByPod } from './comparison.ts';
import type { Change } from './change.ts';
import type { Decision } from './decide-verdict.ts';
import type { ExposedTree } from './exposed-blocks.ts';
import type { HostPressure } from './throttle.ts';
import type { RankedWaits } from './wait-changes.ts';
import type { Sufficiency } from './sufficient-data.ts';
import type { Traffic } from './traffic.ts';

export interface NoticeFacts {
  readonly cpuData: Sufficiency | undefined;
  readonly waitData: Sufficiency | undefined;
  /** The trees that were ranked. */
  readonly cpuTree: ExposedTree | undefined;
  readonly waitTree: ExposedTree | undefined;
  readonly waits: RankedWaits | undefined;
  readonly waitChanges: readonly Change[];
  readonly decision: Decision;
  readonly pressure: HostPressure | undefined;
  readonly drift: number;
  readonly traffic: Traffic | undefined;
  readonly noiseMeasured: boolean;
}

/** What a reader must know about how the answer came to be. */
export function rankingNotices(facts: NoticeFacts): string[] {
  return [...missingNotices(facts), ...noiseNotices(facts), ...driftNotices(facts), ...waitNotices(facts)];
}

function missingNotices({ cpuData, waitData, cpuTree, waitTree }: NoticeFacts): string[] {
  const notices: string[] = [];
  if (cpuTree === undefined) notices.push(missingNotice('CPU', cpuData, 'waiting'));
  if (waitTree === undefined) notices.push(missingNotice('waiting', waitData, 'CPU'));
  return notices;
}

function missingNotice(what: string, data: Sufficiency | undefined, known: string): string {
  if (data === undefined) return `No ${what} was recorded: this answer knows ${known} only.`;
  return `Too little ${what} to compare (${data.found}): this answer knows ${known} only.`;
}

function noiseNotices({ noiseMeasured }: NoticeFacts): string[] {
  return noiseMeasured
    ? []
    : ['One recording a side: the noise between recordings is assumed, not measured, so nothing is called sure.'];
}

function driftNotices({ cpuTree, decision, drift, traffic }: NoticeFacts): string[] {
  const usual = drift >= DRIFT.usual[0] && drift <= DRIFT.usual[1];
  const said = decision.mix !== undefined || decision.shortage?.cost !== undefined;
  if (cpuTree === undefined || usual || said || traffic === undefined) return [];
  return [
    `All functions together cost ${changeWords(drift - 1)} CPU per request: a different mix of requests, or a host that is slower or throttled.`,
  ];
}

function waitNotices({ waitTree, waits, waitChanges, decision, pressure }: NoticeFacts): string[] {
  if (waitTree === undefined || waits === undefined) return [];
  const notices: string[] = [];
  const all = blocksByPod(waitTree.sides.comparison).size;
  const calm = blocksByPod(waits.ranking.model.sides.comparison).size;
  if (calm < all) {
    notices.push(`Waiting was compared on the ${calm} of ${all} pods whose host pressed them least.`);
  }
  if (pressure === undefined && waits.stretch >= WAIT_GATE.pressedStretch) {
    notices.push(`All waits grew together (${changeWords(waits.stretch - 1)}): the pods had to wait for a core.`);
  }
  if (pressure !== undefined && pressure.pods.pressed > 0 && decision.shortage?.waits === undefined) {
    const { pressed, of } = pressure.pods;
    notices.push(`All waits stretched in ${pressed} of ${of} pods: those had to wait for a core.`);
  }
  for (const { queuesUnderLoad, model, functionId } of waitChanges) {
    if (queuesUnderLoad !== true) continue;
    const name = shortFunction(model.index.functions[functionId]!.name);
    const why = decision.shortage === undefined ? 'with more traffic' : 'with too little CPU';
    notices.push(`Requests queue in ${name}: ${why} that is where they wait, not why.`);
  }
  return notices;
}
