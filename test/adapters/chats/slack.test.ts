import { afterEach, describe, expect, it } from 'vitest';
import { SlackSection } from '../../../src/adapters/chats/slack-section.ts';
import { connectSlack } from '../../../src/adapters/chats/slack.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { samplePicture, sampleReport } from '../../support/sample-report.ts';
import { connectTestSlack, tokenFile } from './connect-test-slack.ts';
import { json, say, startSlackServer } from './slack-server.ts';
import type { Answer, SlackServer } from './slack-server.ts';

const NO_LIMIT = new AbortController().signal;
const POSTED = say({ ok: true, channel: 'C0123456789', ts: '1503435956.000247' });
const REF = 'C0123456789/1503435956.000247';
const DELIVERY = { key: 'key-1', maybeSent: false };
const INVALID_FILE = {
  ok: false,
  error: 'invalid_blocks',
  errors: ['invalid slack file [json-pointer:/blocks/3/slack_file]'],
};

let server: SlackServer;
afterEach(() => server.close());

async function slackThat(answers: Readonly<Record<string, Answer>>, timeoutMs?: number) {
  server = await startSlackServer(answers);
  return connectTestSlack(server.apiUrl, timeoutMs === undefined ? {} : { timeoutMs });
}

describe('what goes over the wire', () => {
  it('posts text and blocks with the key, and lets Slack guess nothing', async () => {
    const chat = await slackThat({ 'chat.postMessage': POSTED });

    expect(await chat.post(sampleReport(), DELIVERY, NO_LIMIT)).toBe(REF);

    const form = server.of('chat.postMessage')[0]!.form;
    expect(form.get('parse')).toBe('none');
    expect(form.get('unfurl_links')).toBe('false');
    expect(form.has('link_names')).toBe(false);
    expect(JSON.parse(form.get('metadata') ?? '')).toEqual({
      event_type: 'burnscope_incident',
      event_payload: { key: 'key-1' },
    });
  });

  it('uploads, waits until Slack has scanned, then edits the picture in with its alt text', async () => {
    const chat = await slackThat({
      ...uploading(),
      'files.info': (_call, response, round) =>
        json(response, { ok: true, file: { mimetype: round < 2 ? '' : 'image/png' } }),
      'chat.update': say({ ok: true }),
    });

    await chat.edit(REF, sampleReport(), samplePicture(), NO_LIMIT);

    expect(server.calls.map(({ method }) => method)).toEqual([
      'files.getUploadURLExternal',
      'upload/F0ABCDEFG12',
      'files.completeUploadExternal',
      'files.info',
      'files.info',
      'files.info',
      'chat.update',
    ]);
    const update = server.of('chat.update')[0]!.form;
    expect(update.get('ts')).toBe('1503435956.000247');
    expect(update.get('parse')).toBe('none');
    expect(JSON.parse(update.get('blocks') ?? '')).toContainEqual({
      type: 'image',
      slack_file: { id: 'F0ABCDEFG12' },
      alt_text: sampleReport().altText,
    });
  });
});

describe('a picture that does not become ready', () => {
  it('is tried again while Slack calls the file invalid', async () => {
    const chat = await slackThat({
      ...uploading(),
      'files.info': say({ ok: true, file: { mimetype: 'image/png' } }),
      'chat.update': (_call, response, round) => json(response, round < 2 ? INVALID_FILE : { ok: true }),
    });

    await chat.edit(REF, sampleReport(), samplePicture(), NO_LIMIT);

    expect(server.of('chat.update')).toHaveLength(3);
    expect(server.of('chat.update')[2]!.form.get('blocks')).toContain('slack_file');
  });

  it('becomes a link in the end, and the text stands', async () => {
    const chat = await slackThat({
      ...uploading(),
      'files.info': say({ ok: true, file: { mimetype: '' } }),
      'chat.update': (call, response) =>
        json(response, (call.form.get('blocks') ?? '').includes('slack_file') ? INVALID_FILE : { ok: true }),
    });

    expect(await chat.edit(REF, sampleReport(), samplePicture(), NO_LIMIT)).toBe(REF);

    const last = server.of('chat.update').at(-1)!.form.get('blocks') ?? '';
    expect(last).toContain('abc.png?expires=1&amp;signature=y|Picture');
    expect(last).toContain('TaxTable');
    expect(chat.log.lines.map(({ level }) => level)).toContain('warn');
  });

  it.each([
    [
      'the token may not upload',
      { 'files.getUploadURLExternal': say({ ok: false, error: 'missing_scope', needed: 'files:write' }) },
    ],
    [
      'the address is on another host',
      { 'files.getUploadURLExternal': say({ ok: true, upload_url: 'http://169.254.169.254/x', file_id: 'F1' }) },
    ],
    ['the upload is refused', { ...uploading(), 'upload/F0ABCDEFG12': (_c, response) => json(response, {}, 400) }],
  ] as const satisfies readonly (readonly [string, Readonly<Record<string, Answer>>])[])(
    'becomes a link when %s',
    async (_why, answers) => {
      const chat = await slackThat({ ...answers, 'chat.update': say({ ok: true }) });

      await chat.edit(REF, sampleReport(), samplePicture(), NO_LIMIT);

      expect(server.of('chat.update')).toHaveLength(1);
      expect(server.of('chat.update')[0]!.form.get('blocks')).toContain('|Picture>');
    },
  );

  it('asks nobody when the token may not read files, and still shows the picture', async () => {
    const chat = await slackThat({
      ...uploading(),
      'files.info': say({ ok: false, error: 'missing_scope', needed: 'files:read' }),
      'chat.update': (_call, response, round) => json(response, round < 1 ? INVALID_FILE : { ok: true }),
    });

    await chat.edit(REF, sampleReport(), samplePicture(), NO_LIMIT);

    expect(server.of('files.info')).toHaveLength(1);
    expect(server.of('chat.update').at(-1)!.form.get('blocks')).toContain('slack_file');
  });
});

describe('a Slack in trouble', () => {
  it('tells how long to wait when limited, after one call', async () => {
    const chat = await slackThat({
      '*': (_call, response) => json(response, { ok: false, error: 'ratelimited' }, 429, { 'retry-after': '7' }),
    });

    await expect(chat.post(sampleReport(), DELIVERY, NO_LIMIT)).rejects.toMatchObject({
      code: 'CHAT_RATE_LIMITED',
      retryable: true,
      retryAfter: 7000,
    });
    expect(server.calls).toHaveLength(1);
  });

  it.each([
    ['500', (_c, response) => json(response, {}, 500)],
    ['a 429 without Retry-After', (_c, response) => json(response, {}, 429)],
    ['an HTML page with 200', (_c, response) => response.end('<html>maintenance</html>')],
    ['a redirect', (_c, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end()],
    ['a reset', (_c, response) => response.destroy()],
    ['service_unavailable', say({ ok: false, error: 'service_unavailable' })],
    ['fatal_error', say({ ok: false, error: 'fatal_error' })],
  ] as const satisfies readonly (readonly [string, Answer])[])(
    '%s may be tried again, by others',
    async (_name, answer) => {
      const chat = await slackThat({ '*': answer });

      await expect(chat.post(sampleReport(), DELIVERY, NO_LIMIT)).rejects.toMatchObject({
        name: 'Failure',
        retryable: true,
      });
      expect(server.calls).toHaveLength(1);
    },
  );

  it('does not wait for an answer that never comes', async () => {
    const chat = await slackThat({ '*': () => undefined }, 50);
    const started = performance.now();

    await expect(chat.post(sampleReport(), DELIVERY, NO_LIMIT)).rejects.toMatchObject({ code: 'CHAT_UNAVAILABLE' });
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('does not read an answer without end', async () => {
    const chat = await slackThat({
      '*': (_call, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"ok":true,"x":"');
        response.end('x'.repeat(5 * 1024 * 1024));
      },
    });

    await expect(chat.post(sampleReport(), DELIVERY, NO_LIMIT)).rejects.toMatchObject({ code: 'CHAT_UNAVAILABLE' });
  });

  it.each([
    [{ error: 'not_in_channel' }, /invite the bot/],
    [{ error: 'missing_scope', needed: 'chat:write' }, /needs the scope chat:write/],
    [{ error: 'invalid_auth' }, /check the token/],
    [{ error: 'msg_blocks_too_long' }, /refused: msg_blocks_too_long/],
  ])('%j is final and says what to do', async (answer, message) => {
    const chat = await slackThat({ '*': say({ ok: false, ...answer }) });

    const failure = await chat.post(sampleReport(), DELIVERY, NO_LIMIT).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'CHAT_REJECTED', retryable: false });
    expect(String(failure)).toMatch(message);
    expect(String(failure)).not.toContain('xoxb');
  });

  it('ends a call that is cancelled half-way', async () => {
    const chat = await slackThat({ '*': () => controller.abort() });
    const controller = new AbortController();

    await expect(chat.post(sampleReport(), DELIVERY, controller.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('leaves a limited upload to the next try instead of giving the picture up', async () => {
    const chat = await slackThat({
      '*': (_call, response) => json(response, {}, 429, { 'retry-after': '1' }),
    });

    await expect(chat.edit(REF, sampleReport(), samplePicture(), NO_LIMIT)).rejects.toMatchObject({ retryAfter: 1000 });
    expect(server.of('chat.update')).toEqual([]);
  });
});

describe('its section', () => {
  it('is strict, and needs a token file that holds a token', async () => {
    server = await startSlackServer({});
    const section = { name: 'oncall', type: 'slack' as const, token_file: tokenFile(' \n'), channel: '#oncall' };

    expect(SlackSection.parse(section).api_url).toBe('https://slack.com/api/');
    expect(SlackSection.safeParse({ ...section, token: 'xoxb' }).success).toBe(false);
    const tools = { clock: { now: () => 0 }, log: quietLog() };
    expect(() => connectSlack(SlackSection.parse(section), tools)).toThrow(/channel oncall: .* is empty/);
  });
});

function uploading(): Readonly<Record<string, Answer>> {
  return {
    'files.getUploadURLExternal': (_call, response) =>
      json(response, {
        ok: true,
        upload_url: `${server.apiUrl.replace('/api/', '')}/upload/F0ABCDEFG12`,
        file_id: 'F0ABCDEFG12',
      }),
    'upload/F0ABCDEFG12': (_call, response) => void response.end('OK - 95'),
    'files.completeUploadExternal': say({ ok: true, files: [{ id: 'F0ABCDEFG12', mimetype: '' }] }),
  };
}
