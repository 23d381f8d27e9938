import { timesFired } from '../../core/incident/firings.ts';
import type { KeptBurn, KeptPoint } from '../../core/incident/kept-burn.ts';
import type { Incident } from '../../core/incident/incident.ts';
import { isoInstant } from '../../core/instant.ts';
import type { Window } from '../../core/instant.ts';
import type { Evidence } from '../../pipeline/evidence.ts';

/** The Analysis (its fields are missing when it failed) with what surrounds it: incident, rounds, onset, windows, burn, deploys, questions, stages, files. Times in ISO 8601. */
export function incidentJson(incident: Incident, evidence: Evidence): object {
  const { id, service, slo, also, state, cause } = incident;
  return {
    ...evidence.analysis,
    incident: {
      id,
      service,
      ...(cause === undefined ? {} : { cause }),
      slo,
      ...(also === undefined ? {} : { also }),
      timesFired: timesFired(incident),
      state,
      openedAt: isoInstant(incident.openedAt),
      startsAt: isoInstant(incident.startsAt),
      ...(incident.endedAt === undefined ? {} : { endedAt: isoInstant(incident.endedAt) }),
    },
    round: evidence.round,
    ...roundsJson(incident, evidence),
    headline: evidence.report.headline,
    onset: { ...evidence.onset, at: isoInstant(evidence.onset.at) },
    windows: {
      comparison: isoWindow(evidence.windows.comparison),
      baseline: { ...isoWindow(evidence.windows.baseline), mode: evidence.windows.mode },
    },
    deploys: evidence.deploys.map((deploy) => ({ ...deploy, at: isoInstant(deploy.at) })),
    asked: evidence.asked.map(({ at, window, ...question }) => ({
      ...question,
      ...(at === undefined ? {} : { at: isoInstant(at) }),
      ...(window === undefined ? {} : { window: isoWindow(window) }),
    })),
    ...(evidence.burn === undefined ? {} : { burn: burnJson(evidence.burn) }),
    stages: evidence.stages,
    files: evidence.files.map(({ name, bytes, mediaType }) => ({ name, bytes, mediaType })),
  };
}

/** `refineAt` while the second look is still to come; `refinement` once it is over. */
function roundsJson({ refineAt }: Incident, { refinement, round }: Evidence): object {
  if (refinement === undefined)
    return refineAt === undefined || round === 'refined' ? {} : { refineAt: isoInstant(refineAt) };
  const { outcome, sentence, first } = refinement;
  return {
    refinement: {
      outcome,
      sentence,
      first: { ...first, answeredAt: isoInstant(first.answeredAt), comparison: isoWindow(first.comparison) },
    },
  };
}

/** Points as time and bad share. */
function burnJson({ span, ratio, counted, ...facts }: KeptBurn): object {
  return {
    ...facts,
    span: isoWindow(span),
    ratio: points(ratio),
    ...(counted === undefined ? {} : { counted: points(counted) }),
  };
}

function points(kept: readonly KeptPoint[]): readonly (readonly [string, number])[] {
  return kept.map(([at, share]) => [isoInstant(at), share]);
}

function isoWindow(window: Window): { readonly from: string; readonly to: string } {
  return { from: isoInstant(window.from), to: isoInstant(window.to) };
}
