import { expect, it } from 'vitest';
import { connectInbox } from '../../../src/adapters/chats/inbox.ts';
import { fakeInboxMessages } from '../../support/fake-inbox-messages.ts';
import { samplePicture, sampleReport } from '../../support/sample-report.ts';

const NO_LIMIT = new AbortController().signal;

it('keeps one message per key and channel, with the time of the first and a mark of the edit', async () => {
  const inboxMessages = fakeInboxMessages();
  let now = 1000;
  const chat = connectInbox({ name: 'oncall', type: 'inbox' }, { inboxMessages, clock: { now: () => now } });
  const ref = await chat.post(sampleReport(), { key: 'k', maybeSent: false }, NO_LIMIT);
  now = 2000;

  await chat.post(sampleReport({ headline: 'again' }), { key: 'k', maybeSent: false }, NO_LIMIT);
  await chat.edit(ref, sampleReport({ headline: 'with picture' }), samplePicture(), NO_LIMIT);

  expect(await inboxMessages.list(10)).toEqual([
    expect.objectContaining({
      channel: 'oncall',
      key: 'k',
      postedAt: 1000,
      editedAt: 2000,
      report: sampleReport({ headline: 'with picture' }),
      pictureUrl: samplePicture().url,
    }),
  ]);
});

it('brings a message back that was cleaned away before its picture came', async () => {
  const inboxMessages = fakeInboxMessages();
  const chat = connectInbox({ name: 'oncall', type: 'inbox' }, { inboxMessages, clock: { now: () => 7 } });

  await chat.edit('k', sampleReport(), undefined, NO_LIMIT);

  expect(await inboxMessages.findByKey('oncall', 'k')).toMatchObject({ postedAt: 7 });
});
