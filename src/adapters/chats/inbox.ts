/** The built-in chat: messages in our own database, shown on /inbox. For people without a Slack at hand. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import type { Chat, Clock, InboxMessage, InboxMessages } from '../../pipeline/ports.ts';

export const InboxSection = z.strictObject({
  name: z.string().min(1),
  type: z.literal('inbox'),
});
export type InboxSection = z.infer<typeof InboxSection>;

export interface InboxTools {
  readonly inboxMessages: InboxMessages;
  readonly clock: Clock;
}

/** The reference of a message is its key: posting and editing are the same write, so both may be repeated. */
export function connectInbox(section: InboxSection, tools: InboxTools): Chat {
  const channel = section.name;
  const save = async (key: string, message: Pick<InboxMessage, 'report' | 'pictureUrl'>): Promise<string> => {
    const first = await tools.inboxMessages.findByKey(channel, key);
    const now = tools.clock.now();
    const id = first?.id ?? createHash('sha256').update(`${channel}\n${key}`).digest('hex').slice(0, 16);
    const times = { postedAt: first?.postedAt ?? now, ...(first === undefined ? {} : { editedAt: now }) };
    await tools.inboxMessages.save({ id, channel, key, ...times, ...message });
    return key;
  };

  return {
    name: section.name,
    async post(report, { key }, signal) {
      stopWhenAborted(signal, channel);
      const first = await tools.inboxMessages.findByKey(channel, key);
      return first === undefined ? save(key, { report }) : key;
    },
    async edit(ref, report, picture, signal) {
      stopWhenAborted(signal, channel);
      return save(ref, { report, ...(picture === undefined ? {} : { pictureUrl: picture.url }) });
    },
  };
}

function stopWhenAborted(signal: AbortSignal, channel: string): void {
  if (signal.aborted) throw new Failure('CANCELLED', `the post to ${channel} was cancelled`, { retryable: true });
}
