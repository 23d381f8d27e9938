/**
 * A picture into Slack: ask for an address, send the bytes, complete, wait until it was scanned.
 * https://docs.slack.dev/messaging/working-with-files#uploading_files (files.upload is gone since 2025-11)
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import { Failure } from '../../core/failure.ts';
import type { DrawnPicture } from '../../pipeline/ports.ts';
import { boundedFetch } from './slack-client.ts';
import type { SlackAccess } from './slack-client.ts';
import { slackErrorCode } from './slack-failure.ts';

/** Scanning takes a second as a rule and half a minute at worst; then the text stays alone. */
export const SCAN_WAITS_MS: readonly number[] = [500, 1000, 2000, 4000, 8000, 16_000];

/** Uploads without a channel: the file stays private, and blocks posted with the same token may show it. Its id. */
export async function uploadPicture(
  client: WebClient,
  access: SlackAccess,
  picture: DrawnPicture,
  signal: AbortSignal,
): Promise<string> {
  const filename = `flame-graph-${picture.size}.png`;
  // No alt_txt here: it makes the later share fail silently (python-slack-sdk #1818). The image block carries it.
  const place = await client.files.getUploadURLExternal({ filename, length: picture.png.byteLength });
  const { upload_url: address, file_id: id } = place;
  if (address === undefined || id === undefined) throw refused('Slack gave no address for the picture');
  if (!mayUploadTo(address, access.apiUrl)) throw refused('Slack gave an address on another host for the picture');

  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(picture.png)], { type: 'image/png' }), filename);
  const answer = await boundedFetch(access.timeoutMs, signal)(address, { method: 'POST', body: form });
  // The address is a capability: it stays out of the message.
  const problem = `the upload of the picture was answered ${answer.status}`;
  if (answer.status >= 500) throw new Failure('CHAT_UNAVAILABLE', problem, { retryable: true });
  if (!answer.ok) throw refused(problem);
  await client.files.completeUploadExternal({ files: [{ id, title: 'Flame graph' }] });
  return id;
}

/**
 * Resolves when the file can be shown, or when the waits are over; chat.update then says whether it works. Answers
 * with the waits that are left for it, so that both together end in time.
 */
export async function waitUntilScanned(
  client: WebClient,
  fileId: string,
  waitsMs: readonly number[],
  signal: AbortSignal,
): Promise<readonly number[]> {
  for (const [round, wait] of [0, ...waitsMs].entries()) {
    await sleep(wait, undefined, { signal });
    try {
      const { file } = await client.files.info({ file: fileId });
      if (file?.mimetype !== undefined && file.mimetype !== '') return waitsMs.slice(round);
    } catch (error) {
      // Without files:read nobody can ask; the same waits happen around chat.update.
      if (slackErrorCode(error) === 'missing_scope') return waitsMs;
      throw error;
    }
  }
  return [];
}

function refused(problem: string): Failure {
  return new Failure('CHAT_REJECTED', problem, { retryable: false });
}

/** slack.com may name files.slack.com, a test server itself; nobody else gets the picture. */
function mayUploadTo(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const [upload, api] = [new URL(address), new URL(apiUrl)];
  const sameHouse = upload.hostname === api.hostname || upload.hostname.endsWith(`.${api.hostname}`);
  return sameHouse && upload.protocol === api.protocol;
}
