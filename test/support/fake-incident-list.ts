import type { Incident } from '../../src/core/incident/incident.ts';
import type { Evidence } from '../../src/pipeline/evidence.ts';
import type { IncidentList, IncidentQuestion } from '../../src/pipeline/incident-list.ts';
import type { EvidenceStore } from '../../src/pipeline/ports.ts';
import type { MemoryState } from './memory-state.ts';

/** The same search over what the other fakes remember. */
export function fakeIncidentList(state: MemoryState, evidence: EvidenceStore): IncidentList {
  return {
    async search(question) {
      const all = [...state.incidents.values()].toSorted((a, b) => b.openedAt - a.openedAt || (a.id < b.id ? 1 : -1));
      const kept = await Promise.all(
        all.map(async (incident) => ({ incident, evidence: await evidence.find(incident.id) })),
      );
      return kept
        .filter((one) => fits(question, one.incident, one.evidence))
        .slice(0, question.limit)
        .map(({ incident, evidence: found }) => {
          if (found === undefined) return { incident };
          const { headline } = found.report;
          if (found.analysis === undefined) return { incident, answer: { headline } };
          const { kind, confidence, sentence } = found.analysis.verdict;
          return { incident, answer: { headline, verdict: { kind, confidence, sentence } } };
        });
    },
  };
}

function fits(question: IncidentQuestion, incident: Incident, evidence: Evidence | undefined): boolean {
  const { service, state, verdict, text, from, before } = question;
  const { openedAt, endedAt } = incident;
  if (service !== undefined && incident.service !== service) return false;
  if ((from !== undefined && openedAt < from) || (before !== undefined && openedAt >= before)) return false;
  if (verdict !== undefined && evidence?.analysis?.verdict.kind !== verdict) return false;
  if (text !== undefined) {
    const { slo, also } = incident;
    const searched = [incident.service, slo, also, evidence?.report.headline, evidence?.analysis?.verdict];
    const stored = JSON.stringify([...searched, evidence?.analysis?.movers]).toLowerCase();
    if (!stored.includes(JSON.stringify(text).slice(1, -1).toLowerCase())) return false;
  }
  if (state === undefined) return true;
  switch (state) {
    case 'burning':
      return endedAt === undefined && incident.state !== 'failed';
    case 'resolved':
      return endedAt !== undefined;
    case 'looking':
      return incident.state === 'queued' || incident.state === 'investigating';
    case 'failed':
      return incident.state === 'failed';
  }
}
