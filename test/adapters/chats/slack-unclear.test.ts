import { afterEach, describe, expect, it } from 'vitest';
import { sampleReport } from '../../support/sample-report.ts';
import { connectTestSlack } from './connect-test-slack.ts';
import { json, say, startSlackServer } from './slack-server.ts';
import type { Answer, SlackServer } from './slack-server.ts';

const NO_LIMIT = new AbortController().signal;
const DELIVERY = { key: 'key-1', maybeSent: false };
const UNCLEAR = { key: 'key-1', maybeSent: true };
const REF = 'C0123456789/1503435956.000247';
const POSTED = say({ ok: true, channel: 'C0123456789', ts: '1503435956.000247' });

let server: SlackServer;
afterEach(() => server.close());

async function slackThat(answers: Readonly<Record<string, Answer>>) {
  server = await startSlackServer(answers);
  return connectTestSlack(server.apiUrl);
}

describe('an attempt that ended unclear', () => {
  it('is found by its key, on whatever page', async () => {
    const chat = await slackThat({
      'conversations.history': (_call, response, round) =>
        json(response, {
          ok: true,
          messages: [
            { ts: '1.1', metadata: { event_type: 'burnscope_incident', event_payload: { key: 'key-0' } } },
            ...(round === 1
              ? [{ ts: '2.2', metadata: { event_type: 'burnscope_incident', event_payload: { key: 'key-1' } } }]
              : [{ ts: '1.0' }]),
          ],
          response_metadata: { next_cursor: round === 0 ? 'next' : '' },
        }),
    });

    expect(await chat.post(sampleReport(), UNCLEAR, NO_LIMIT)).toBe('C0123456789/2.2');
    expect(server.of('chat.postMessage')).toEqual([]);
    expect(server.of('conversations.history')[0]!.form.get('include_all_metadata')).toBe('true');
  });

  it('is posted again when we may not look: a repeat beats silence', async () => {
    const chat = await slackThat({
      'conversations.history': say({ ok: false, error: 'missing_scope', needed: 'channels:history' }),
      'chat.postMessage': POSTED,
    });

    expect(await chat.post(sampleReport(), UNCLEAR, NO_LIMIT)).toBe(REF);
    expect(chat.log.lines).toHaveLength(1);
    expect(chat.log.lines[0]?.message).toMatch(/posting again/);
  });

  it('waits for the next try when Slack cannot say', async () => {
    const chat = await slackThat({ 'conversations.history': (_call, response) => json(response, {}, 503) });

    await expect(chat.post(sampleReport(), UNCLEAR, NO_LIMIT)).rejects.toMatchObject({ code: 'CHAT_UNAVAILABLE' });
    expect(server.of('chat.postMessage')).toEqual([]);
  });

  it('survives a lost answer: stored, reset, found', async () => {
    const stored: string[] = [];
    const chat = await slackThat({
      'chat.postMessage': (call, response) => {
        stored.push(call.form.get('metadata') ?? '');
        response.destroy();
      },
      'conversations.history': (_call, response) =>
        json(response, {
          ok: true,
          messages: stored.map((metadata) => ({ ts: '3.3', metadata: JSON.parse(metadata) as object })),
        }),
    });
    await expect(chat.post(sampleReport(), DELIVERY, NO_LIMIT)).rejects.toMatchObject({ retryable: true });

    expect(await chat.post(sampleReport(), UNCLEAR, NO_LIMIT)).toBe('C0123456789/3.3');
    expect(stored).toHaveLength(1);
  });
});
