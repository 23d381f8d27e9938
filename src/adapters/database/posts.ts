import type { PostRow, Posts } from '../../pipeline/ports.ts';
import type { Executor } from './engine.ts';
import { fromJson, lookupKey, toJson } from './storable.ts';

export function connectPosts(executor: Executor): Posts {
  return {
    async find(incidentId, channel) {
      const [row] = await executor.query(
        'select body::text from burnscope.post where incident_id = $1 and channel = $2',
        [lookupKey(incidentId), lookupKey(channel)],
      );
      return row && fromJson<PostRow>(row['body']);
    },
    async save(post) {
      await executor.query(
        `insert into burnscope.post (incident_id, channel, body) values ($1, $2, $3::jsonb)
         on conflict (incident_id, channel) do update set body = excluded.body`,
        [lookupKey(post.incidentId), lookupKey(post.channel), toJson(post)],
      );
    },
  };
}
