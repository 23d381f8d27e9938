import type { InboxMessage, InboxMessages } from '../../src/pipeline/ports.ts';

export function fakeInboxMessages(): InboxMessages {
  const kept = new Map<string, InboxMessage>();
  return {
    async save(message) {
      const key = JSON.stringify([message.channel, message.key]);
      const first = kept.get(key) ?? message;
      kept.set(key, structuredClone({ ...message, id: first.id, postedAt: first.postedAt }));
    },
    async findByKey(channel, key) {
      return structuredClone(kept.get(JSON.stringify([channel, key])));
    },
    async list(limit) {
      return [...kept.values()].toSorted((a, b) => b.postedAt - a.postedAt).slice(0, limit);
    },
  };
}
