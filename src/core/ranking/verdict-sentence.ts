import { shortFunction } from '../report/short-function.ts';
import { changeWords, fractionWords, percentWords, secondsWords } from './wording.ts';
import { mixSentence } from './mix-sentence.ts';
import { relativeChange } from './totals.ts';
import { shortageSentence } from './throttle-sentence.ts';
import { toMover } from './movers.ts';
import { totalOf } from './comparison.ts';
import { waitsForLock } from './decide-verdict.ts';
import type { Change } from './change.ts';
import type { CostTotals } from './totals.ts';
import type { Decision } from './decide-verdict.ts';
import type { Mover } from '../report/analysis.ts';
import type { RuntimeGrowth } from './runtime-work.ts';
import type { Traffic } from './traffic.ts';

/** What the sentence may use beside the decision. */
export interface SentenceFacts {
  readonly cpu: CostTotals | undefined;
  readonly waits: CostTotals | undefined;
  readonly traffic: Traffic | undefined;
  /** The blamed change as people see it. */
  readonly mover: Mover | undefined;
}

/** One plain sentence with the numbers behind it. */
export function verdictSentence(
  { kind, blamed, runtime, mix, shortage, library }: Decision,
  facts: SentenceFacts,
): string {
  switch (kind) {
    case 'code':
      return blamed!.profile === 'cpu' ? spentSentence(blamed!, facts) : waitedSentence(blamed!, facts);
    case 'waiting-on-dependency':
      return `${waitedSentence(blamed!, facts).slice(0, -1)}: it waits for something outside this service.`;
    case 'one-instance':
      return onePodSentence(blamed!, facts);
    case 'runtime':
      return runtimeSentence(runtime!, facts);
    case 'load':
      return trafficSentence(facts);
    case 'moved':
      return 'Cost only moved between functions (a rename, a split or a rewrite); nothing got more expensive.';
    case 'nothing-here':
      if (library !== undefined) return librarySentence(library, facts);
      return `Nothing changed in this service's ${lookedAt(facts)}; look elsewhere.`;
    case 'mix':
      return mixSentence(mix!, facts.traffic !== undefined);
    case 'throttled-or-noisy-host':
      return shortageSentence(shortage!, facts.cpu, facts.traffic);
    case 'not-enough-data':
      throw new Error(`no sentence for the verdict ${kind}: the engine never decides so here`);
  }
}

/** "pricing.lineTax", "search.sanitizeTerm through regexp.MustCompile". */
function named({ function: name, through }: Mover): string {
  return through === undefined ? shortFunction(name) : `${shortFunction(name)} through ${shortFunction(through)}`;
}

function spentSentence(change: Change, { cpu, mover, traffic }: SentenceFacts): string {
  const per = traffic === undefined ? 'second' : 'request';
  const totals = traffic === undefined ? cpu!.perSecond : cpu!.perExposure;
  const growth = relativeChange(totals);
  const shares = shareWords(mover!, cpu!);
  const part = (change.share * totals.comparison) / (totals.comparison - totals.baseline);
  // Other functions drift as well: a part of more than all, or of nothing, says nothing.
  if (growth >= 0.02 && part > 0 && part <= 1.25) {
    return `CPU per ${per} ${changeWords(growth)}: ${fractionWords(part)} of it in ${named(mover!)} (${shares}).`;
  }
  return `${named(mover!)} takes ${shares}; CPU per ${per} in all ${changeWords(growth)}.`;
}

/** The library may have been updated, or be called more by all: neither is one function's doing. */
function librarySentence(change: Change, { cpu }: SentenceFacts): string {
  const mover = toMover(change);
  return `None of the service's functions stands out, but ${named(mover)}, code of a library, takes ${shareWords(mover, cpu!)}.`;
}

/** "8 % of all CPU, was 0.1 %" */
function shareWords({ baseline, comparison, isNew }: Mover, { perSecond }: CostTotals): string {
  const before = perSecond.baseline > 0 ? baseline / perSecond.baseline : 0;
  const was = isNew ? 'not seen before' : `was ${before > 0 ? percentWords(before) : 'next to nothing'}`;
  return `${percentWords(comparison / perSecond.comparison)} of all CPU, ${was}`;
}

function waitedSentence(change: Change, { mover, traffic }: SentenceFacts): string {
  const lock = waitsForLock(change) ? ' for a lock' : '';
  const holder = change.heldBy === mover!.function ? 'other calls of itself' : shortFunction(change.heldBy ?? '');
  const held = change.heldBy === undefined ? '' : ` held by ${holder}`;
  const { baseline, comparison } = mover!;
  // A wait is printed for the pods that were compared; their own traffic turns it into one request's.
  const { sides } = change.model;
  const perRequest = traffic !== undefined;
  const rate = (side: 'baseline' | 'comparison'): number =>
    perRequest ? totalOf(sides[side], 'exposure') / totalOf(sides[side], 'seconds') : 1;
  const after = secondsWords(comparison / rate('comparison'));
  const before = secondsWords(baseline / rate('baseline'));
  const unit = perRequest ? 'per request' : 'per second and instance';
  return `${shortFunction(mover!.function)} waits ${after} ${unit}${lock}${held}, was ${before}.`;
}

function onePodSentence(change: Change, { mover }: SentenceFacts): string {
  const { pod, of } = change.only!;
  const all = totalOf(change.model.sides.comparison, 'seconds');
  const spent = (change.model.comparison.inclusive[0]! * change.model.sides.unit) / 1e9 / all;
  const what = change.profile === 'cpu' ? 'CPU' : 'waiting';
  return `Only pod ${pod} (1 of ${of}): ${named(mover!)} takes ${percentWords(mover!.comparison / spent)} of its ${what}.`;
}

function runtimeSentence({ work, share, caller }: RuntimeGrowth, { mover, cpu }: SentenceFacts): string {
  const collects = work === 'collector';
  const grew = `${collects ? 'Garbage collection' : 'Switching between threads'} takes ${percentWords(share)} more of all CPU`;
  if (mover !== undefined) return `${grew}: ${named(mover)} allocates (${shareWords(mover, cpu!)}).`;
  const verb = collects ? 'allocates' : 'contends for locks';
  if (caller === undefined) return `${grew}; no single function ${verb} more.`;
  return `${grew}; ${shortFunction(caller.name)} ${verb} more than before.`;
}

function trafficSentence({ traffic, cpu }: SentenceFacts): string {
  const words = `Traffic ${changeWords(traffic!.ratio - 1)}`;
  if (cpu === undefined) return `${words}; no function waits longer by itself.`;
  const perRequest = changeWords(relativeChange(cpu.perExposure));
  return `${words}, CPU per request ${perRequest}: no function grew beyond its traffic.`;
}

function lookedAt({ cpu, waits }: SentenceFacts): string {
  if (waits === undefined) return 'CPU';
  return cpu === undefined ? 'waiting' : 'CPU or waiting';
}
