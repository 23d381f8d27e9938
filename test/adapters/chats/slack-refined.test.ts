import { afterEach, describe, expect, it } from 'vitest';
import { samplePicture, sampleReport } from '../../support/sample-report.ts';
import { connectTestSlack } from './connect-test-slack.ts';
import { json, say, startSlackServer } from './slack-server.ts';
import type { Answer, SlackServer } from './slack-server.ts';

const NO_LIMIT = new AbortController().signal;
const REF = 'C0123456789/1503435956.000247';

let server: SlackServer;
afterEach(() => server.close());

/** A Slack that takes any upload, each as a file of its own. */
async function slackThat(update: Answer) {
  const uploaded = (id: string): Answer => say({ ok: true, files: [{ id, mimetype: '' }] });
  server = await startSlackServer({
    'files.getUploadURLExternal': (_call, response, round) => {
      const id = `F000000000${round}`;
      json(response, { ok: true, upload_url: `${server.apiUrl.replace('/api/', '')}/upload/${id}`, file_id: id });
    },
    'upload/F0000000000': (_call, response) => void response.end('OK'),
    'upload/F0000000001': (_call, response) => void response.end('OK'),
    'files.completeUploadExternal': uploaded('any'),
    'files.info': say({ ok: true, file: { mimetype: 'image/png' } }),
    'chat.update': update,
  });
  return connectTestSlack(server.apiUrl);
}

describe('an answer that is refined', () => {
  it('shows its own picture in the place of the first, in the same message', async () => {
    const chat = await slackThat(say({ ok: true }));

    await chat.edit(REF, sampleReport(), samplePicture(), NO_LIMIT);
    await chat.edit(REF, sampleReport({ headline: 'refined' }), samplePicture(), NO_LIMIT);

    const [first, second] = server.of('chat.update').map(({ form }) => form);
    expect(first?.get('blocks')).toContain('F0000000000');
    expect(second?.get('blocks')).toContain('F0000000001');
    expect(second?.get('blocks')).not.toContain('F0000000000');
    expect(second?.get('text')).toContain('refined');
    expect(second?.get('ts')).toBe(first?.get('ts'));
    expect(server.of('chat.postMessage')).toEqual([]);
  });

  it.each([
    ['edit_window_closed', /edited so late/],
    ['message_not_found', /the post was deleted/],
  ])('is refused for good with %s, and says why', async (error, words) => {
    const chat = await slackThat(say({ ok: false, error }));

    const edit = chat.edit(REF, sampleReport(), samplePicture(), NO_LIMIT);

    await expect(edit).rejects.toMatchObject({ code: 'CHAT_REJECTED', retryable: false });
    await expect(edit).rejects.toThrow(words);
  });
});
