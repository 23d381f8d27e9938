import type { Incident } from '../../core/incident/incident.ts';
import { isoInstant } from '../../core/instant.ts';
import type { Window } from '../../core/instant.ts';
import type { Evidence } from '../../pipeline/evidence.ts';

/** The Analysis (its fields are missing when it failed) with what surrounds it: incident, onset, windows, deploys, questions, stages, files. Times in ISO 8601. */
export function incidentJson(incident: Incident, evidence: Evidence): object {
  const { id, service, slo, state } = incident;
  return {
    ...evidence.analysis,
    incident: {
      id,
      service,
      slo,
      state,
      openedAt: isoInstant(incident.openedAt),
      startsAt: isoInstant(incident.startsAt),
      ...(incident.endedAt === undefined ? {} : { endedAt: isoInstant(incident.endedAt) }),
    },
    headline: evidence.report.headline,
    onset: { ...evidence.onset, at: isoInstant(evidence.onset.at) },
    windows: {
      comparison: isoWindow(evidence.windows.comparison),
      baseline: { ...isoWindow(evidence.windows.baseline), mode: evidence.windows.mode },
    },
    deploys: evidence.deploys.map((deploy) => ({ ...deploy, at: isoInstant(deploy.at) })),
    asked: evidence.asked,
    stages: evidence.stages,
    files: evidence.files.map(({ name, bytes, mediaType }) => ({ name, bytes, mediaType })),
  };
}

function isoWindow(window: Window): { readonly from: string; readonly to: string } {
  return { from: isoInstant(window.from), to: isoInstant(window.to) };
}
