import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type Service } from '../src/app.ts';
import { parseConfig } from '../src/config/load-config.ts';
import { recorded } from './adapters/web/deploys/read-recorded.ts';
import { tokenFile } from './adapters/chats/connect-test-slack.ts';
import { quietLog } from './support/quiet-log.ts';

const SECRET = 'shared with GitHub';
const folder = mkdtempSync(join(tmpdir(), 'burnscope-deploys-'));
let service: Service;
beforeAll(async () => {
  const settings = {
    web: { listen_address: '127.0.0.1:0', github_secret_file: tokenFile(SECRET) },
    storage: { path: folder, deploys: { keep: '5y' } },
    deploys: { rules: [{ name: 'shop', matchers: ['repository="acme/shop"'], service: 'checkout' }] },
  };
  service = await startService(parseConfig(JSON.stringify(settings), 'burnscope.yaml'), quietLog(), undefined);
});
afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function send(sender: string, json: unknown): Promise<unknown> {
  const body = JSON.stringify(json);
  const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
  const answer = await fetch(`${service.url}/deploys/${sender}`, {
    method: 'POST',
    body,
    headers: { 'x-hub-signature-256': signature },
  });
  return answer.json();
}

describe('a running service', () => {
  it('keeps the statuses of one deployment as one deploy, however often they come', async () => {
    const answers = [];
    for (const name of ['github-in-progress', 'github-success', 'github-success', 'github-in-progress']) {
      answers.push(await send('github', recorded(name)));
    }

    expect(answers).toMatchObject([{ added: 1 }, { added: 0 }, { added: 0 }, { added: 0 }]);
    const rows = await service.database.deployRecords.list({ service: 'checkout', limit: 10 });
    expect(rows.map(({ deploy }) => deploy)).toEqual([
      {
        service: 'checkout',
        source: 'github',
        id: 'acme/shop 550011223/checkout',
        status: 'success',
        toVersion: 'v1.5.0',
        commit: '8d1f2c3b4a5968778695a4b3c2d1e0f987654321',
        repository: 'https://github.com/acme/shop.git',
        environment: 'production',
        startedAt: Date.parse('2026-11-24T11:41:00Z'),
        at: Date.parse('2026-11-24T11:46:30Z'),
        actor: 'robin-lee',
        url: 'https://ci.acme.example/runs/77',
      },
    ]);
    expect(rows[0]?.check).toBeDefined();
  });

  it('keeps what strangers write as it may be shown', async () => {
    await send('generic', {
      service: 'hostile',
      version: '\u0000\uD800<script>\u202E',
      actor: '@everyone',
      id: "'; --",
    });

    const [row] = await service.database.deployRecords.list({ service: 'hostile', limit: 1 });
    expect(row?.deploy).toMatchObject({ toVersion: '\uFFFD<script>', actor: '@everyone', id: "'; --/hostile" });
  });
});
