import type { Incident } from '../core/incident/incident.ts';
import { nameWindow } from '../core/incident/refinement.ts';
import { compareAnswers, type FirstAnswer } from '../core/report/compare-answers.ts';
import {
  changeReport,
  changeSentence,
  confirmationSentence,
  confirmReport,
  failureSentence,
  keepFirstReport,
} from '../core/report/refinement-lines.ts';
import { keepDraft, type Draft } from './draft-evidence.ts';
import { think } from './investigate.ts';
import { markAnswered } from './mark-incident.ts';
import type { Evidence } from './evidence.ts';
import { say } from './say.ts';
import { LAST_RESORT } from './tell.ts';
import type { Thought } from './thought.ts';
import type { World } from './world.ts';

/** The one second look, with the full window: asks and thinks anew, and edits what was posted. */
export async function refine(incidentId: string, world: World, signal: AbortSignal): Promise<void> {
  const incident = await world.incidents.get(incidentId);
  const kept = await world.evidence.find(incidentId);
  if (incident === undefined || kept === undefined) {
    return world.log.warn('no first answer was kept, there is nothing to refine', { incident: incidentId });
  }
  const evidence = kept.round === 'refined' ? kept : await secondAnswer(incident, kept, world, signal);
  await say(incident, await toldChannels(incident, world), evidence, world, signal);
  // The chat that stayed away from the first answer has the second.
  if (incident.state === 'failed') await markAnswered(incident, undefined, world);
}

/** Those of the plan, and the inbox where it had to take the first answer. */
async function toldChannels(incident: Incident, world: World): Promise<readonly string[]> {
  const row = await world.posts.find(incident.id, LAST_RESORT);
  return row === undefined ? incident.plan.channels : [...new Set([...incident.plan.channels, LAST_RESORT])];
}

async function secondAnswer(incident: Incident, first: Evidence, world: World, signal: AbortSignal): Promise<Evidence> {
  const thought = await think(incident, world, signal);
  const troubled = thought.profiles.incomplete || thought.stages.notices.length > 0;
  const outcome = compareAnswers(first.analysis, thought.analysed?.analysis, troubled);
  if (outcome === 'failed') return standByFirst(first, whyLess(thought), world);
  const files = first.files.filter((file) => file.name === 'chat.png');
  const kept = await keepDraft(
    thought,
    world,
    (draft) => finish(draft, outcome, first, thought),
    files.map((file) => ({ ...file, name: 'first-answer.png' })),
  );
  if (kept === undefined) return standByFirst(first, whyLess(thought), world);
  world.meter.refinement(outcome);
  world.log.info('refined', { incident: incident.id, service: incident.service, outcome });
  return kept;
}

function finish(draft: Draft, outcome: 'confirmed' | 'changed', evidence: Evidence, thought: Thought): Draft {
  const window = nameWindow(thought.found.windows.comparison, thought.now, thought.incident.plan.windows);
  const first = firstAnswerOf(evidence);
  const verdict = draft.analysis?.verdict;
  const confirmed = outcome === 'confirmed' && verdict !== undefined;
  const sentence = confirmed ? confirmationSentence(window, first, verdict) : changeSentence(first, draft.answeredAt);
  const report = confirmed ? confirmReport(draft.report, sentence) : changeReport(draft.report, window, sentence);
  return { ...draft, round: 'refined', report, refinement: { outcome, sentence, first } };
}

function firstAnswerOf({ answeredAt, windows, analysis }: Evidence): FirstAnswer {
  const { comparison } = windows;
  if (analysis === undefined) return { answeredAt, comparison };
  const { kind, confidence, sentence } = analysis.verdict;
  return { answeredAt, comparison, verdict: { kind, confidence, sentence } };
}

function whyLess({ stages, profiles, analysed }: Thought): string {
  const [problem] = [...stages.notices, ...profiles.notices, ...(analysed?.problems ?? [])];
  return problem ?? 'it found less than the first';
}

/** Nothing gets worse: the first answer stays as it is, with a word about what became of the second. */
export async function standByFirst(first: Evidence, why: string, world: World): Promise<Evidence> {
  const answer = firstAnswerOf(first);
  const sentence = failureSentence(why, answer, world.clock.now());
  const { refineAt, ...rest } = first;
  const evidence: Evidence = {
    ...rest,
    round: 'refined',
    report: keepFirstReport(first.report, sentence, refineAt !== undefined),
    refinement: { outcome: 'failed', sentence, first: answer },
  };
  await world.evidence.keep(evidence);
  world.meter.refinement('failed');
  world.log.warn('the second look came to nothing', { incident: first.incidentId, why });
  return evidence;
}
