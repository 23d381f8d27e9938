/**
 * Slack by bot token: the text at once, the picture by edit, because Slack scans a file before a block may show it.
 * Scopes: chat:write, files:write, files:read; channels:history and channels:read to look for an unclear post.
 * https://docs.slack.dev/reference/methods
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import type { Report } from '../../core/report/report.ts';
import type { Chat, Clock, Log, PostedPicture } from '../../pipeline/ports.ts';
import { renderMrkdwn } from './mrkdwn.ts';
import type { SlackImage } from './mrkdwn.ts';
import { slackClient } from './slack-client.ts';
import type { SlackAccess } from './slack-client.ts';
import { asSlackFailure, isInvalidSlackFile } from './slack-failure.ts';
import type { SlackSection } from './slack-section.ts';
import { EVENT_TYPE, findChannelId, findPosted } from './slack-history.ts';
import { SCAN_WAITS_MS, uploadPicture, waitUntilScanned } from './slack-picture.ts';

export interface SlackTools {
  readonly clock: Clock;
  readonly log: Log;
  /** How long single calls and scans may take; shorter in tests. */
  readonly patience?: { readonly timeoutMs: number; readonly scanWaitsMs: readonly number[] };
}

export function connectSlack(section: SlackSection, tools: SlackTools): Chat {
  const { timeoutMs, scanWaitsMs } = tools.patience ?? { timeoutMs: 10_000, scanWaitsMs: SCAN_WAITS_MS };
  const access: SlackAccess = {
    token: readToken(section),
    apiUrl: section.api_url.replace(/\/*$/, '/'),
    timeoutMs,
  };
  const guarded = async <T>(signal: AbortSignal, work: (client: WebClient) => Promise<T>): Promise<T> => {
    try {
      signal.throwIfAborted();
      return await work(slackClient(access, signal));
    } catch (error) {
      throw asSlackFailure(error, section.channel, signal);
    }
  };

  return {
    name: section.name,
    post: (report, delivery, signal) =>
      guarded(signal, async (client) => {
        const earlier = delivery.maybeSent ? await findEarlier(client, delivery.key, signal) : undefined;
        return earlier ?? postMessage(client, report, delivery.key);
      }),
    edit: (ref, report, picture, signal) =>
      guarded(signal, async (client) => {
        const [channel = '', ts = ''] = ref.split('/', 2);
        const update = async (image: SlackImage): Promise<void> => {
          // Updates parse links on their own unless told not to, unlike posts.
          await client.chat.update({ channel, ts, ...renderMrkdwn(report, image), parse: 'none' });
        };
        if (picture === undefined) await update({ kind: 'none' });
        else await updateWithPicture(client, picture, update, signal);
        return ref;
      }),
  };

  /* oxlint-disable unicorn/require-post-message-target-origin -- Slack's postMessage, not a window's */
  async function postMessage(client: WebClient, report: Report, key: string): Promise<string> {
    const answer = await client.chat.postMessage({
      channel: section.channel,
      ...renderMrkdwn(report, { kind: 'none' }),
      parse: 'none',
      unfurl_links: false,
      unfurl_media: false,
      metadata: { event_type: EVENT_TYPE, event_payload: { key } },
    });
    if (answer.channel === undefined || answer.ts === undefined) throw new Error('Slack answered without a message');
    return `${answer.channel}/${answer.ts}`;
  }
  /* oxlint-enable unicorn/require-post-message-target-origin */

  /** Undefined when the message is not there, or when we are not allowed to look: a repeat beats silence. */
  async function findEarlier(client: WebClient, key: string, signal: AbortSignal): Promise<string | undefined> {
    try {
      const channelId = await findChannelId(client, section.channel);
      if (channelId === undefined) return undefined;
      const ts = await findPosted(client, channelId, key, tools.clock.now());
      return ts === undefined ? undefined : `${channelId}/${ts}`;
    } catch (error) {
      const failure = asSlackFailure(error, section.channel, signal);
      if (failure.retryable) throw failure;
      tools.log.warn('cannot look for an earlier post, posting again', {
        channel: section.name,
        problem: failure.message,
      });
      return undefined;
    }
  }

  /** A picture that Slack refuses or does not get ready becomes a link; the text never waits for it in vain. */
  async function updateWithPicture(
    client: WebClient,
    picture: PostedPicture,
    update: (image: SlackImage) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    let fileId: string;
    let waitsLeft: readonly number[];
    try {
      fileId = await uploadPicture(client, access, picture.picture, signal);
      waitsLeft = await waitUntilScanned(client, fileId, scanWaitsMs, signal);
    } catch (error) {
      const failure = asSlackFailure(error, section.channel, signal);
      if (failure.retryable) throw failure;
      return update(giveUp(picture, failure.message));
    }
    for (const wait of [0, ...waitsLeft]) {
      await sleep(wait, undefined, { signal });
      try {
        return await update({ kind: 'file', fileId });
      } catch (error) {
        if (!isInvalidSlackFile(error)) throw error;
      }
    }
    return update(giveUp(picture, 'Slack did not accept the file in time'));
  }

  function giveUp(picture: PostedPicture, problem: string): SlackImage {
    tools.log.warn('the picture stays out of the post, a link replaces it', { channel: section.name, problem });
    return { kind: 'link', url: picture.url };
  }
}

function readToken(section: SlackSection): string {
  const token = readFileSync(section.token_file, 'utf8').trim();
  if (token === '') throw new Error(`channel ${section.name}: ${section.token_file} is empty`);
  return token;
}
