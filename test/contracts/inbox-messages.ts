import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { InboxMessage, InboxMessages } from '../../src/pipeline/ports.ts';
import { NOON } from '../support/sample-incident.ts';

export function describeInboxMessages(name: string, inbox: () => InboxMessages): void {
  describe(`inbox messages: ${name}`, () => {
    it('finds a message by its channel and key', async () => {
      const message = sampleMessage();
      await inbox().save(message);

      expect(await inbox().findByKey('oncall', message.key)).toEqual(message);
      expect(await inbox().findByKey('team', message.key)).toBeUndefined();
    });

    it('keeps one message per key: identity and time of the first, words of the last', async () => {
      const first = sampleMessage();
      await inbox().save(first);

      const again = sampleMessage({ key: first.key, postedAt: NOON + 5, editedAt: NOON + 5, pictureUrl: '/a.png' });
      await inbox().save(again);

      expect(await inbox().findByKey('oncall', first.key)).toEqual({ ...again, id: first.id, postedAt: NOON });
    });

    it('lists newest first', async () => {
      const later = NOON + 86_400_000;
      for (const postedAt of [later + 2, later + 3, later + 1]) await inbox().save(sampleMessage({ postedAt }));

      const listed = await inbox().list(2);

      expect(listed.map((message) => message.postedAt)).toEqual([later + 3, later + 2]);
    });
  });
}

function sampleMessage(changes: Partial<InboxMessage> = {}): InboxMessage {
  return {
    id: randomUUID(),
    channel: 'oncall',
    key: `key \u0000 ${randomUUID()}`,
    postedAt: NOON,
    report: { headline: 'burning', lines: [], links: [], altText: '' },
    ...changes,
  };
}
