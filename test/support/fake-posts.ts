import type { PostRow, Posts } from '../../src/pipeline/ports.ts';

export function fakePosts(): Posts {
  const rows = new Map<string, PostRow>();
  return {
    async find(incidentId, channel) {
      return rows.get(key(incidentId, channel));
    },
    async save(row) {
      rows.set(key(row.incidentId, row.channel), { ...row });
    },
  };
}

function key(incidentId: string, channel: string): string {
  return JSON.stringify([incidentId, channel]);
}
