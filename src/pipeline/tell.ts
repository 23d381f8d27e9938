import { Failure } from '../core/failure.ts';
import type { Round } from '../core/incident/refinement.ts';
import type { Report } from '../core/report/report.ts';
import type { Chat, Log, Meter, PostedPicture, PostRow, Posts } from './ports.ts';

/** The chat that is always there. */
export const LAST_RESORT = 'inbox';

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
  readonly round: Round;
  readonly picture?: PostedPicture;
}

/**
 * Step 9: text first, then the picture by edit, remembered so that a retry edits instead of repeating. A refined answer
 * replaces text and picture of what was posted; only a channel that was never told gets a post of its own.
 * A channel that fails does not keep the others waiting; the first failure is thrown at the end, to be retried.
 */
export async function tell(message: Message, world: TellingWorld, signal: AbortSignal): Promise<void> {
  const outcomes = await Promise.allSettled(
    [...reachable(message, world)].map(([channel, chat]) => tellChannel(chat, channel, message, world, signal)),
  );
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

/** A channel that the configuration no longer names must not cost the post: the inbox takes it. */
function reachable({ channels, incidentId }: Message, { chats, log, meter }: TellingWorld): ReadonlyMap<string, Chat> {
  const found = new Map<string, Chat>();
  for (const channel of channels) {
    const chat = chats.get(channel);
    if (chat !== undefined) {
      found.set(channel, chat);
      continue;
    }
    const lastResort = chats.get(LAST_RESORT);
    log.error('the incident names a channel that is not configured', {
      channel,
      incident: incidentId,
      toldInstead: lastResort === undefined ? 'nobody' : LAST_RESORT,
    });
    meter.post(channel, 'not configured');
    if (lastResort !== undefined) found.set(LAST_RESORT, lastResort);
  }
  return found;
}

async function tellChannel(
  chat: Chat,
  channel: string,
  message: Message,
  world: TellingWorld,
  signal: AbortSignal,
): Promise<void> {
  try {
    const row = await postText(chat, channel, message, world, signal);
    // A job of the first answer that comes late must not take back the second.
    if (row.round === 'refined' && message.round === 'first') return;
    if (row.round !== message.round) await edit(chat, channel, row.ref, message, 'refined', world, signal);
    else if (message.picture !== undefined && row.state !== 'pictured')
      await edit(chat, channel, row.ref, message, 'pictured', world, signal);
  } catch (error) {
    const code = error instanceof Failure ? error.code : 'UNEXPECTED';
    world.meter.post(channel, code);
    world.log.warn('post failed', { channel, incident: message.incidentId, code, why: String(error) });
    throw error;
  }
}

type Posted = PostRow & { readonly ref: string };

async function postText(
  chat: Chat,
  channel: string,
  { incidentId, report, round }: Message,
  { posts, meter, log }: TellingWorld,
  signal: AbortSignal,
): Promise<Posted> {
  const row = await posts.find(incidentId, channel);
  if (row?.ref !== undefined) return { ...row, ref: row.ref };
  await posts.save({ incidentId, channel, state: 'sending', round: row?.round ?? round });
  const key = `burnscope-${incidentId}`;
  const ref = await chat.post(report, { key, maybeSent: row !== undefined }, signal);
  // What an earlier attempt may have sent was the answer of its round.
  const posted: Posted = { incidentId, channel, state: 'posted', round: row?.round ?? round, ref };
  await posts.save(posted);
  meter.post(channel, 'posted');
  log.info('posted', { channel, incident: incidentId });
  return posted;
}

/** Between the edit and the row a crash only makes the edit happen again. `outcome` is for metrics and log. */
async function edit(
  chat: Chat,
  channel: string,
  ref: string,
  { incidentId, report, round, picture }: Message,
  outcome: 'pictured' | 'refined',
  { posts, meter, log }: TellingWorld,
  signal: AbortSignal,
): Promise<void> {
  const edited = await chat.edit(ref, report, picture, signal);
  await posts.save({ incidentId, channel, state: picture === undefined ? 'posted' : 'pictured', round, ref: edited });
  meter.post(channel, outcome);
  log.info('post edited', { channel, incident: incidentId, outcome });
}
