import type { BlamedPlace } from '../core/deploy/deploy.ts';
import type { Mover } from '../core/report/analysis.ts';
import { writeReport } from '../core/report/write-report.ts';
import { keepEvidence } from './keep-evidence.ts';
import type { Evidence, EvidenceFile } from './evidence.ts';
import { problemsOf, type Thought } from './thought.ts';
import type { World } from './world.ts';

export type Draft = Omit<Evidence, 'files'>;

/** Step 8: the report and all it rests on. */
export function draftEvidence(thought: Thought, world: World): Draft {
  const { incident, found, traffic, profiles, analysed, blamed, stages } = thought;
  // What went wrong comes first; how the answer was reached is for the page.
  const problems = problemsOf(thought);
  const now = world.clock.now();
  const analysis = analysed && {
    ...analysed.analysis,
    verdict: { ...analysed.analysis.verdict, culprits: blamed.culprits },
    movers: analysed.analysis.movers.map((mover) => withPermalink(mover, blamed.places ?? [])),
    notices: [...new Set([...problems, ...analysed.analysis.notices])],
  };
  const report = writeReport({
    incident,
    onset: found.onset,
    deploys: blamed.deploys,
    notices: problems,
    pageUrl: world.links.sign(`/incidents/${incident.id}`),
    altText: analysed?.altText ?? 'No picture.',
    now,
    ...(analysis === undefined ? {} : { analysis }),
    ...(blamed.sentence === undefined ? {} : { deploySentence: blamed.sentence }),
    ...(blamed.comparePage === undefined ? {} : { comparePage: blamed.comparePage }),
  });
  return {
    incidentId: incident.id,
    round: 'first',
    answeredAt: now,
    report,
    onset: found.onset,
    windows: found.windows,
    deploys: blamed.deploys,
    asked: [...found.asked, ...traffic.asked, ...profiles.asked, ...blamed.asked],
    stages: [...stages.records],
    ...(found.burn === undefined ? {} : { burn: found.burn }),
    ...(analysis === undefined ? {} : { analysis }),
  };
}

function withPermalink(mover: Mover, places: readonly BlamedPlace[]): Mover {
  const place = places.find((one) => one.function === mover.function && one.file === mover.file);
  return place === undefined ? mover : { ...mover, permalink: place.permalink };
}

/**
 * Step 10: keeps the draft, as `finish` leaves it, before anything is said, so that the link works and a retry goes on
 * from here. Undefined when it could not be kept; the thought's stages then say why.
 */
export async function keepDraft(
  thought: Thought,
  world: World,
  finish: (draft: Draft) => Draft,
  earlierFiles: readonly EvidenceFile[] = [],
): Promise<Evidence | undefined> {
  return thought.stages.run(
    'keep',
    0.3,
    () =>
      keepEvidence(
        finish(draftEvidence(thought, world)),
        thought.analysed,
        thought.profiles.blocks,
        world,
        earlierFiles,
      ),
    undefined,
  );
}
