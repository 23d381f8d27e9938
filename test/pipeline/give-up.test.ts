import { describe, expect, it } from 'vitest';
import { giveUp } from '../../src/pipeline/give-up.ts';
import type { Chat } from '../../src/pipeline/ports.ts';
import { ALL, answered, AWAY, DUE, lines } from '../support/answered-incident.ts';
import { fakeChat } from '../support/fake-chat.ts';

describe('giving up a second look', () => {
  it('leaves the incident answered, and says in the post that the first answer stands', async () => {
    const { world, incident, post, saved } = await answered();

    await giveUp(incident.id, 'the worker died', world, 'refined');

    expect(lines(post()?.report).at(-1)).toBe(
      'A second look came to nothing (the worker died): the answer of 14:11 UTC stands.',
    );
    expect((await saved()).state).toBe('answered');
  });

  it('tells the inbox what the chat would not take', async () => {
    const inbox = fakeChat('inbox');
    const chat = fakeChat('oncall');
    const chats = new Map<string, Chat>([
      ['oncall', chat],
      ['inbox', inbox],
    ]);
    const { world, incident, refineWith } = await answered({ chats });
    chat.failNext(AWAY);
    await expect(refineWith(ALL)).rejects.toBe(AWAY);

    await giveUp(incident.id, AWAY.message, world, 'refined');

    expect(lines(inbox.posts()[0]?.report).at(-1)).toMatch(/^Confirmed/);
  });
});

it('gives a chat that stayed away from the first answer the second one, and the inbox as well', async () => {
  const inbox = fakeChat('inbox');
  const chat = fakeChat('oncall');
  chat.failNext(AWAY);
  const chats = new Map<string, Chat>([
    ['oncall', chat],
    ['inbox', inbox],
  ]);
  const { world, incident, problem, saved, job, refineWith } = await answered({ chats });
  expect(problem).toBe(AWAY);
  await giveUp(incident.id, AWAY.message, world);
  expect(await saved()).toMatchObject({ state: 'failed', refineAt: DUE });
  expect(job()).toMatchObject({ notBefore: DUE });

  await refineWith(ALL);

  for (const one of [chat, inbox]) {
    expect(one.posts()).toHaveLength(1);
    expect(lines(one.posts()[0]?.report).at(-1)).toMatch(/^Confirmed/);
  }
  expect(await saved()).toMatchObject({ state: 'answered' });
  expect((await saved()).problem).toBeUndefined();
});
