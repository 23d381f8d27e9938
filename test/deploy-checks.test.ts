import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startService, type Service } from '../src/app.ts';
import { pushProfiles } from '../src/commands/demo/push-profiles.ts';
import { readRecordings } from '../src/commands/demo/recordings.ts';
import { parseConfig } from '../src/config/load-config.ts';
import type { DeployRow } from '../src/pipeline/deploy-ports.ts';
import { quietLog } from './support/quiet-log.ts';

const MINUTE = 60_000;
const recordings = readRecordings();
const folders: string[] = [];
const services: Service[] = [];
afterAll(async () => {
  for (const service of services) await service.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'burnscope-checks-'));
  folders.push(folder);
  return folder;
}

async function start(folder: string): Promise<Service> {
  const settings = {
    web: { listen_address: '127.0.0.1:0' },
    storage: { path: folder },
    repositories: [{ service: 'checkout', url: `file://${recordings.repository}`, allow_file_urls: true }],
  };
  const service = await startService(parseConfig(JSON.stringify(settings), 'burnscope.yaml'), quietLog(), '');
  services.push(service);
  return service;
}

async function untilTold(service: Service): Promise<DeployRow> {
  for (;;) {
    const [row] = await service.database.deployRecords.list({ service: 'checkout', limit: 1 });
    if (row?.check?.state === 'given up' || (row?.check?.told.length ?? 0) > 0) return row!;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('a running service', () => {
  it('looks at a deploy that it is told of: post, commit, page and picture, without any alert', async () => {
    const service = await start(newFolder());
    const at = Date.now() - 60 * MINUTE;
    await pushProfiles(service.url, 'checkout', recordings, { baseline: at - 6 * MINUTE, comparison: at + 3 * MINUTE });

    const told = await fetch(`${service.url}/deploys/generic`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        service: 'checkout',
        version: 'v1.2.1',
        previous_version: 'v1.2.0',
        finished_at: new Date(at).toISOString(),
      }),
    });
    const row = await untilTold(service);

    expect(told.status).toBe(202);
    expect(row.check).toMatchObject({ state: 'checked', outcome: 'regressed', told: ['inbox'] });
    expect(row.check?.verdict?.culprits[0]?.commit).toBe(recordings.truth.culpritCommit);
    const messages = await service.database.inboxMessages.list(10);
    expect(messages.map(({ report }) => report.headline)).toEqual([
      expect.stringMatching(
        /^🐢 checkout v1\.2\.1 costs \d+ % more CPU per pod since its deploy at .* \(nothing burns\)$/,
      ),
    ]);
    const page = await fetch(messages[0]!.report.links[0]!.url);
    const picture = await fetch(messages[0]!.pictureUrl!);
    expect([page.status, picture.status, picture.headers.get('content-type')]).toEqual([200, 200, 'image/png']);
  });

  it('finds a new version by itself in the labels of what is pushed, and looks at that', async () => {
    const folder = newFolder();
    const first = await start(folder);
    const at = Date.now() - 12 * MINUTE;
    // It stayed: there is more of it some minutes later.
    for (const later of [0, 5 * MINUTE]) {
      const begins = { baseline: at - 4 * MINUTE + later / 5, comparison: at + later };
      await pushProfiles(first.url, 'checkout', recordings, begins);
    }
    await first.stop();

    const second = await start(folder);
    const row = await untilTold(second);

    expect(row.deploy).toMatchObject({ fromVersion: 'v1.2.0', toVersion: 'v1.2.1', source: 'profile labels' });
    expect(row.check).toMatchObject({ state: 'checked', outcome: 'regressed', told: ['inbox'] });
    expect(await second.database.deployRecords.list({ limit: 10 })).toHaveLength(1);
  });
});
