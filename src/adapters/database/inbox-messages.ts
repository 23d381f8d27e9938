import type { InboxMessage, InboxMessages } from '../../pipeline/ports.ts';
import type { Executor } from './engine.ts';
import { fromJson, lookupKey, toJson } from './storable.ts';

export function connectInboxMessages(executor: Executor): InboxMessages {
  return {
    async save(message) {
      // The same key is the same message: identity and time of the first stay.
      await executor.query(
        `insert into burnscope.inbox_message as kept (channel, key, posted_at, body) values ($1, $2, $3, $4::jsonb)
         on conflict (channel, key) do update
           set body = excluded.body
             || jsonb_build_object('id', kept.body -> 'id', 'postedAt', kept.body -> 'postedAt')`,
        [lookupKey(message.channel), lookupKey(message.key), message.postedAt, toJson(message)],
      );
    },
    async findByKey(channel, key) {
      const [row] = await executor.query(
        'select body::text from burnscope.inbox_message where channel = $1 and key = $2',
        [lookupKey(channel), lookupKey(key)],
      );
      return row && fromJson<InboxMessage>(row['body']);
    },
    async list(limit) {
      const rows = await executor.query(
        'select body::text from burnscope.inbox_message order by posted_at desc, key limit $1::int',
        [limit],
      );
      return rows.map((row) => fromJson<InboxMessage>(row['body']));
    },
  };
}
