import type { Incidents } from '../../src/pipeline/ports.ts';
import type { MemoryState } from './memory-state.ts';

export function fakeIncidents(state: MemoryState): Incidents {
  return {
    async get(id) {
      return structuredClone(state.incidents.get(id));
    },
    async list({ service, before, limit }) {
      return [...state.incidents.values()]
        .filter((incident) => service === undefined || incident.service === service)
        .filter((incident) => before === undefined || incident.openedAt < before)
        .toSorted((a, b) => b.openedAt - a.openedAt || (a.id < b.id ? 1 : -1))
        .slice(0, limit);
    },
    async save(incident) {
      state.incidents.set(incident.id, structuredClone(incident));
    },
  };
}
