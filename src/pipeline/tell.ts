import { Failure } from '../core/failure.ts';
import type { Report } from '../core/report/report.ts';
import type { Chat, Log, Meter, PostedPicture, Posts } from './ports.ts';

export interface TellingWorld {
  readonly chats: ReadonlyMap<string, Chat>;
  readonly posts: Posts;
  readonly log: Log;
  readonly meter: Meter;
}

export interface Message {
  readonly incidentId: string;
  readonly channels: readonly string[];
  readonly report: Report;
  readonly picture?: PostedPicture;
}

/**
 * Step 9: text first, then the picture by edit, remembered so that a retry edits instead of repeating.
 * A channel that fails does not keep the others waiting; the first failure is thrown at the end, to be retried.
 */
export async function tell(message: Message, world: TellingWorld, signal: AbortSignal): Promise<void> {
  const outcomes = await Promise.allSettled(
    message.channels.map((channel) => tellChannel(channel, message, world, signal)),
  );
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

async function tellChannel(channel: string, message: Message, world: TellingWorld, signal: AbortSignal): Promise<void> {
  const chat = world.chats.get(channel);
  if (chat === undefined) {
    world.log.error('the incident names a channel that is not configured', { channel, incident: message.incidentId });
    return;
  }
  try {
    const ref = await postText(chat, channel, message, world, signal);
    if (message.picture !== undefined) await attachPicture(chat, channel, ref, message, world, signal);
  } catch (error) {
    const code = error instanceof Failure ? error.code : 'UNEXPECTED';
    world.meter.post(channel, code);
    world.log.warn('post failed', { channel, incident: message.incidentId, code, why: String(error) });
    throw error;
  }
}

async function postText(
  chat: Chat,
  channel: string,
  { incidentId, report }: Message,
  { posts, meter, log }: TellingWorld,
  signal: AbortSignal,
): Promise<string> {
  const row = await posts.find(incidentId, channel);
  if (row?.ref !== undefined) return row.ref;
  await posts.save({ incidentId, channel, state: 'sending' });
  const key = `burnscope-${incidentId}`;
  const ref = await chat.post(report, { key, maybeSent: row !== undefined }, signal);
  await posts.save({ incidentId, channel, state: 'posted', ref });
  meter.post(channel, 'posted');
  log.info('posted', { channel, incident: incidentId });
  return ref;
}

async function attachPicture(
  chat: Chat,
  channel: string,
  ref: string,
  { incidentId, report, picture }: Message,
  { posts, meter, log }: TellingWorld,
  signal: AbortSignal,
): Promise<void> {
  const row = await posts.find(incidentId, channel);
  if (row?.state === 'pictured') return;
  const edited = await chat.edit(ref, report, picture, signal);
  await posts.save({ incidentId, channel, state: 'pictured', ref: edited });
  meter.post(channel, 'pictured');
  log.info('picture attached', { channel, incident: incidentId });
}
