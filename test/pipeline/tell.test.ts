import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/core/failure.ts';
import type { Chat, Posts } from '../../src/pipeline/ports.ts';
import { tell, type Message } from '../../src/pipeline/tell.ts';
import { fakeChat } from '../support/fake-chat.ts';
import { fakeMeter } from '../support/fake-meter.ts';
import { fakePosts } from '../support/fake-posts.ts';
import { quietLog } from '../support/quiet-log.ts';
import { samplePicture, sampleReport } from '../support/sample-report.ts';

const AWAY = new Failure('CHAT_UNAVAILABLE', 'gateway timeout', { retryable: true });
const FIRST: Message = {
  incidentId: 'abc',
  channels: ['oncall'],
  report: sampleReport({ headline: 'first' }),
  round: 'first',
  picture: samplePicture(),
};
const SECOND: Message = { ...FIRST, report: sampleReport({ headline: 'second' }), round: 'refined' };

function rig(changes: { chats?: readonly Chat[]; posts?: Posts } = {}) {
  const chat = fakeChat('oncall');
  const log = quietLog();
  const meter = fakeMeter();
  const chats = new Map((changes.chats ?? [chat]).map((one) => [one.name, one]));
  const world = { chats, posts: changes.posts ?? fakePosts(), log, meter };
  const say = (message: Message) => tell(message, world, new AbortController().signal);
  return { chat, log, meter, world, say };
}

describe('tell', () => {
  it('posts the text and edits the picture in', async () => {
    const { chat, say } = rig();

    await say(FIRST);

    expect(chat.posts()).toMatchObject([{ report: { headline: 'first' }, edits: 1, picture: samplePicture() }]);
  });

  it('replaces text and picture of the same post with the refined answer, once', async () => {
    const { chat, meter, say } = rig();
    await say(FIRST);

    await say(SECOND);
    await say(SECOND);

    expect(chat.posts()).toMatchObject([{ report: { headline: 'second' }, edits: 2, picture: samplePicture() }]);
    expect(meter.counted.filter((line) => line === 'post oncall refined')).toHaveLength(1);
  });

  it('never takes the refined answer back', async () => {
    const { chat, say } = rig();
    await say(FIRST);
    await say(SECOND);

    await say(FIRST);

    expect(chat.posts()).toMatchObject([{ report: { headline: 'second' } }]);
  });

  it('edits again, and posts nothing, when it was stopped between the edit and the memory of it', async () => {
    const posts = fakePosts();
    const forgetful: Posts = {
      ...posts,
      save: (row) => (row.round === 'refined' ? Promise.reject(new Error('killed')) : posts.save(row)),
    };
    const { chat, world, say } = rig({ posts: forgetful });
    await say(FIRST);
    await expect(say(SECOND)).rejects.toThrow('killed');

    await tell(SECOND, { ...world, posts }, new AbortController().signal);

    expect(chat.posts()).toMatchObject([{ report: { headline: 'second' }, edits: 3 }]);
  });

  it('makes one post of a first attempt that ended unclear and a second answer', async () => {
    const { chat, say } = rig();
    chat.failNext(AWAY, 'afterwards');
    await expect(say(FIRST)).rejects.toBe(AWAY);

    await say({ ...SECOND, picture: undefined } as unknown as Message);

    expect(chat.posts()).toMatchObject([{ report: { headline: 'second' } }]);
  });

  it('posts the refined answer where the first one never arrived', async () => {
    const { chat, say } = rig();
    chat.failNext(AWAY);
    await expect(say(FIRST)).rejects.toBe(AWAY);

    await say(SECOND);

    expect(chat.posts()).toMatchObject([{ report: { headline: 'second' }, picture: samplePicture() }]);
  });

  it('tells the inbox, once, when channels are not configured any more, and says so', async () => {
    const inbox = fakeChat('inbox');
    const { log, meter, say } = rig({ chats: [inbox] });

    await say({ ...FIRST, channels: ['gone', 'also-gone', 'inbox'] });
    await say({ ...SECOND, channels: ['gone', 'also-gone', 'inbox'] });

    expect(inbox.posts()).toMatchObject([{ report: { headline: 'second' } }]);
    expect(log.lines).toContainEqual({
      level: 'error',
      message: 'the incident names a channel that is not configured',
      fields: { channel: 'gone', incident: 'abc', toldInstead: 'inbox' },
    });
    expect(meter.counted).toContain('post gone not configured');
  });

  it('tells the others when one fails, then fails', async () => {
    const second = fakeChat('second');
    const away = fakeChat('oncall');
    away.failNext(AWAY);
    const { say } = rig({ chats: [away, second] });

    await expect(say({ ...FIRST, channels: ['oncall', 'second'] })).rejects.toBe(AWAY);

    expect(second.posts()).toHaveLength(1);
  });
});
