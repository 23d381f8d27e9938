import type { WebClient } from '@slack/web-api';
import type { Instant } from '../../core/instant.ts';

export const EVENT_TYPE = 'burnscope_incident';

/** How far back an earlier attempt is looked for, and over how many pages of 100. */
const REACH_SECONDS = 24 * 3600;
const MOST_PAGES = 5;
const CHANNEL_ID = /^[CGD][A-Z0-9]{6,}$/;

/** The `ts` of our message with this key, when Slack has it. Needs channels:history (or groups:history). */
export async function findPosted(
  client: WebClient,
  channelId: string,
  key: string,
  now: Instant,
): Promise<string | undefined> {
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await client.conversations.history({
      channel: channelId,
      oldest: String(now / 1000 - REACH_SECONDS),
      limit: 100,
      include_all_metadata: true,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const found = answer.messages?.find(({ metadata }) => {
      const payload: unknown = metadata?.event_payload;
      return metadata?.event_type === EVENT_TYPE && typeof payload === 'object' && hasKey(payload, key);
    });
    if (found?.ts !== undefined) return found.ts;
    cursor = answer.response_metadata?.next_cursor;
    if (cursor === undefined || cursor === '') return undefined;
  }
  return undefined;
}

/** Id of a channel given by id or as #name. Needs channels:read for a name; undefined when there is no such channel. */
export async function findChannelId(client: WebClient, channel: string): Promise<string | undefined> {
  if (CHANNEL_ID.test(channel)) return channel;
  const name = channel.replace(/^#/, '');
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await client.conversations.list({
      types: 'public_channel,private_channel',
      exclude_archived: true,
      limit: 1000,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const found = answer.channels?.find((one) => one.name === name);
    if (found?.id !== undefined) return found.id;
    cursor = answer.response_metadata?.next_cursor;
    if (cursor === undefined || cursor === '') return undefined;
  }
  return undefined;
}

function hasKey(payload: object | null, key: string): boolean {
  return payload !== null && Reflect.get(payload, 'key') === key;
}
