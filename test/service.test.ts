import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type Service } from '../src/app.ts';
import { pushProfiles } from '../src/commands/demo/push-profiles.ts';
import { readRecordings } from '../src/commands/demo/recordings.ts';
import { parseConfig } from '../src/config/load-config.ts';
import { quietLog } from './support/quiet-log.ts';
import { startPostgres, type TestPostgres } from './support/postgres.ts';

const recordings = readRecordings();
const MINUTE = 60_000;
const HEADERS = { 'content-type': 'application/json' };

let postgres: TestPostgres;
let databaseUrl: string;
beforeAll(async () => {
  postgres = await startPostgres();
  databaseUrl = await postgres.createDatabase();
});
afterAll(() => postgres.stop());

/** The recorded delivery as if it had fired just now, for a service of its own. */
function delivery(service: string, firedAt = Date.now()): string {
  return recordings.delivery
    .replaceAll(/"startsAt":"[^"]+"/g, `"startsAt":"${new Date(firedAt).toISOString()}"`)
    .replaceAll(/"sloth_service":"[^"]+"/g, `"sloth_service":"${service}"`)
    .replaceAll(
      /"fingerprint":"[^"]+"/g,
      `"fingerprint":"${Buffer.from(service).toString('hex').padEnd(16, '0').slice(0, 16)}"`,
    );
}

function deliver(service: Service, body: string): Promise<Response> {
  return fetch(`${service.url}/webhooks/alertmanager`, { method: 'POST', body, headers: HEADERS });
}

async function push(service: Service, name: string, now = Date.now()): Promise<void> {
  const begins = { baseline: now - 64 * MINUTE, comparison: now - 4 * MINUTE };
  await pushProfiles(service.url, name, recordings, begins);
}

async function messagesOf(service: Service, name: string, wanted: number): Promise<readonly string[]> {
  return expect
    .poll(
      async () => {
        const messages = await service.database.inboxMessages.list(100);
        return messages.filter((one) => one.report.headline.includes(name) && one.pictureUrl !== undefined);
      },
      { timeout: 20_000 },
    )
    .toHaveLength(wanted)
    .then(async () =>
      (await service.database.inboxMessages.list(100))
        .filter((one) => one.report.headline.includes(name))
        .map((one) => one.report.lines.map((line) => line.map((span) => span.text).join('')).join('\n')),
    );
}

describe.each(['PGlite', 'PostgreSQL'] as const)('the service on %s', (engine) => {
  const storage = mkdtempSync(join(tmpdir(), 'burnscope-service-'));
  const config = parseConfig(
    JSON.stringify({
      web: { listen_address: '127.0.0.1:0' },
      storage: { path: storage },
      repositories: ['restart', 'shop'].map((service) => ({
        service,
        url: recordings.repository,
        allow_file_urls: true,
      })),
    }),
    'test.yaml',
  );
  const log = quietLog();
  const start = () => startService(config, log, engine === 'PGlite' ? '' : databaseUrl);
  let service: Service;

  beforeAll(async () => {
    service = await start();
  });
  afterAll(async () => {
    await service.stop();
    rmSync(storage, { recursive: true, force: true });
  });

  it('turns an alert into one post with picture, function, commit and a page behind a signed link', async () => {
    await push(service, 'shop');

    expect((await deliver(service, delivery('shop'))).status).toBe(202);
    const [text] = await messagesOf(service, 'shop', 1);

    expect(text).toContain('pricing.lineTax');
    expect(text).toContain(`changed in ${recordings.truth.culpritCommit.slice(0, 7)}`);
    const [incident] = await service.database.incidents.list({ service: 'shop', limit: 1 });
    const page = service.links.sign(`/incidents/${incident!.id}`);
    expect(await (await fetch(page)).text()).toContain('pricing.lineTax');
    expect((await fetch(`${service.url}/incidents/${incident!.id}`)).status).toBe(403);
    const picture = await fetch(service.links.sign(`/incidents/${incident!.id}.png`));
    expect(picture.headers.get('content-type')).toBe('image/png');
  });

  it('posts once for copies, repeats and a second Alertmanager', async () => {
    const body = delivery('copies');
    await push(service, 'copies');

    const answers = await Promise.all(Array.from({ length: 8 }, () => deliver(service, body)));
    await messagesOf(service, 'copies', 1);
    await deliver(service, body);

    expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(202));
    expect(await service.database.incidents.list({ service: 'copies', limit: 10 })).toHaveLength(1);
  });

  it('loses nothing that it accepted when it is stopped before the answer', async () => {
    await push(service, 'restart');
    await deliver(service, delivery('restart'));
    await service.stop();

    service = await start();
    const [text] = await messagesOf(service, 'restart', 1);

    expect(text).toContain('pricing.lineTax');
  });

  it('posts that it knows nothing when no profile was ever pushed', async () => {
    await deliver(service, delivery('unknown-service'));

    const messages = await expect
      .poll(() => service.database.inboxMessages.list(100), { timeout: 20_000 })
      .toContainEqual(
        expect.objectContaining({
          report: expect.objectContaining({ headline: expect.stringContaining('unknown-service') }),
        }),
      )
      .then(() => service.database.inboxMessages.list(100));
    const said = JSON.stringify(messages.find((one) => one.report.headline.includes('unknown-service'))?.report);

    expect(said).toContain('No cpu profiles in the baseline and comparison window');
  });

  it('accepts what it cannot map and keeps why', async () => {
    const body = delivery('ignored')
      .replaceAll('"sloth_severity":"page"', '"sloth_severity":"ticket"')
      .replaceAll('"severity":"critical"', '"severity":"info"');

    expect((await deliver(service, body)).status).toBe(202);
    expect(await service.database.incidents.list({ service: 'ignored', limit: 10 })).toEqual([]);
  });

  it('runs on the database it was told to', () => {
    const kind = engine === 'PGlite' ? 'embedded' : 'postgres';

    expect(log.lines).toContainEqual(
      expect.objectContaining({ message: 'listening', fields: expect.objectContaining({ database: kind }) }),
    );
  });

  it('is ready, healthy and measured', async () => {
    const ready = await fetch(`${service.url}/-/ready`);
    const healthy = await fetch(`${service.url}/-/healthy`);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();

    expect([ready.status, healthy.status]).toEqual([200, 200]);
    expect(metrics).toMatch(/burnscope_stage_duration_seconds_count\{stage="analysis",outcome="done"\} [1-9]/);
    expect(metrics).toMatch(/burnscope_posts_total\{channel="inbox",outcome="pictured"\} [1-9]/);
  });
});
