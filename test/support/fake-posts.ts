import type { PostRow, Posts } from '../../src/pipeline/ports.ts';

export interface FakePosts extends Posts {
  /** All of an incident, as when it has grown old. */
  remove(incidentId: string): void;
}

export function fakePosts(): FakePosts {
  const rows = new Map<string, PostRow>();
  return {
    async find(incidentId, channel) {
      return rows.get(key(incidentId, channel));
    },
    async save(row) {
      rows.set(key(row.incidentId, row.channel), { ...row });
    },
    remove(incidentId) {
      for (const [one, row] of rows) if (row.incidentId === incidentId) rows.delete(one);
    },
  };
}

function key(incidentId: string, channel: string): string {
  return JSON.stringify([incidentId, channel]);
}
