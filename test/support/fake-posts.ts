import type { PostRow, Posts } from '../../src/pipeline/ports.ts';

export function fakePosts(): Posts {
  const rows = new Map<string, PostRow>();
  const key = (incidentId: string, channel: string) => JSON.stringify([incidentId, channel]);
  return {
    async find(incidentId, channel) {
      return rows.get(key(incidentId, channel));
    },
    async save(row) {
      rows.set(key(row.incidentId, row.channel), { ...row });
    },
  };
}
