import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SlackSection } from '../../../src/adapters/chats/slack-section.ts';
import { connectSlack } from '../../../src/adapters/chats/slack.ts';
import type { Chat } from '../../../src/pipeline/ports.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { NOON } from '../../support/sample-incident.ts';

export const TOKEN = 'xoxb-test-token';

export function tokenFile(token = `${TOKEN}\n`): string {
  const file = join(mkdtempSync(join(tmpdir(), 'burnscope-slack-')), 'token');
  writeFileSync(file, token);
  return file;
}

/** Our Slack against a server on loopback, with a patience of milliseconds. */
export function connectTestSlack(
  apiUrl: string,
  changes: { channel?: string; timeoutMs?: number; now?: () => number } = {},
): Chat & { readonly log: ReturnType<typeof quietLog> } {
  const log = quietLog();
  const section = SlackSection.parse({
    name: 'oncall',
    type: 'slack',
    token_file: tokenFile(),
    channel: changes.channel ?? 'C0123456789',
    api_url: apiUrl,
  });
  const chat = connectSlack(section, {
    clock: { now: changes.now ?? (() => NOON) },
    log,
    patience: { timeoutMs: changes.timeoutMs ?? 2000, scanWaitsMs: [1, 2, 4] },
  });
  return { ...chat, log };
}
