import { createEmulator } from 'emulate';
import { connectInbox } from '../../../src/adapters/chats/inbox.ts';
import { renderPlainText } from '../../../src/adapters/chats/plain-text.ts';
import { describeChat } from '../../contracts/chat.ts';
import { fakeChat } from '../../support/fake-chat.ts';
import { fakeInboxMessages } from '../../support/fake-inbox-messages.ts';
import { NOON } from '../../support/sample-incident.ts';
import { connectTestSlack, TOKEN } from './connect-test-slack.ts';

const nothing = async (): Promise<void> => undefined;

describeChat('fake', async () => {
  const chat = fakeChat();
  return {
    chat,
    seen: async () =>
      chat.posts().map(({ report, picture }) => ({ text: renderPlainText(report), hasPicture: picture !== undefined })),
    close: nothing,
  };
});

describeChat('inbox', async () => {
  const inboxMessages = fakeInboxMessages();
  let now = NOON;
  const chat = connectInbox({ name: 'oncall', type: 'inbox' }, { inboxMessages, clock: { now: () => now++ } });
  return {
    chat,
    seen: async () =>
      (await inboxMessages.list(100)).map(({ report, pictureUrl }) => ({
        text: renderPlainText(report),
        hasPicture: pictureUrl !== undefined,
      })),
    close: nothing,
  };
});

interface EmulatedMessage {
  readonly text: string;
  readonly blocks?: readonly { readonly type: string }[];
}

describeChat('Slack, emulated by npm emulate', async () => {
  const slack = await createEmulator({
    service: 'slack',
    port: 0,
    seed: {
      slack: {
        channels: [{ name: 'oncall' }],
        bots: [{ name: 'burnscope' }],
        strict_scopes: true,
        tokens: [
          {
            token: TOKEN,
            user: 'admin',
            scopes: ['chat:write', 'files:write', 'files:read', 'channels:history', 'channels:read', 'groups:read'],
          },
        ],
      },
    },
  });
  return {
    chat: connectTestSlack(`${slack.url}/api/`, { channel: 'oncall', now: Date.now }),
    async seen() {
      const ask = async (method: string, form: Record<string, string>): Promise<unknown> => {
        const answer = await fetch(`${slack.url}/api/${method}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${TOKEN}` },
          body: new URLSearchParams(form),
        });
        return answer.json();
      };
      const { channels } = (await ask('conversations.list', {})) as { channels: { id: string; name: string }[] };
      const channel = channels.find(({ name }) => name === 'oncall')?.id ?? '';
      const { messages } = (await ask('conversations.history', { channel, limit: '200' })) as {
        messages: EmulatedMessage[];
      };
      return messages.map((message) => ({
        text: `${message.text}\n${JSON.stringify(message.blocks)}`,
        hasPicture: message.blocks?.some(({ type }) => type === 'image') ?? false,
      }));
    },
    close: () => slack.close(),
  };
});
