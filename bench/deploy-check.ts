/**
 * From the event of a deploy to its verdict, where the profiles of both sides are there: the door, the queue, the look, the
 * blame, the evidence and the post, with the embedded store and database, in one process on loopback. Times in milliseconds.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectLog } from '../src/adapters/telemetry/log.ts';
import { startService } from '../src/app.ts';
import { pushProfiles } from '../src/commands/demo/push-profiles.ts';
import { readRecordings } from '../src/commands/demo/recordings.ts';
import { parseConfig } from '../src/config/load-config.ts';

const ROUNDS = 15;
const MINUTE = 60_000;
const recordings = readRecordings();

const folder = mkdtempSync(join(tmpdir(), 'burnscope-bench-'));
const config = parseConfig(
  JSON.stringify({
    web: { listen_address: '127.0.0.1:0' },
    storage: { path: folder },
    repositories: [{ service: 'checkout-*', url: `file://${recordings.repository}`, allow_file_urls: true }],
  }),
  'bench',
);
const service = await startService(config, connectLog('silent'), '');
try {
  const times: number[] = [];
  let culprits = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    const name = `checkout-${round}`;
    const at = Date.now() - 60 * MINUTE;
    await pushProfiles(service.url, name, recordings, { baseline: at - 6 * MINUTE, comparison: at + 3 * MINUTE });
    const begun = performance.now();
    await report(name, at);
    const { check } = await checked(name);
    // The first round warms the worker up.
    if (round > 0) times.push(performance.now() - begun);
    if (check?.outcome !== 'regressed' || check.told.length === 0) throw new Error(`${name}: ${JSON.stringify(check)}`);
    if (check.verdict?.culprits[0]?.commit === recordings.truth.culpritCommit) culprits++;
  }
  const sorted = times.toSorted((a, b) => a - b);
  const quantile = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!);
  const figure = {
    p50: quantile(0.5),
    p99: quantile(0.99),
    rounds: ROUNDS,
    culpritsNamed: `${culprits} of ${ROUNDS + 1}`,
  };
  process.stdout.write(`${JSON.stringify({ figure: 'deploy event to verdict and post, data there', ...figure })}\n`);
} finally {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function report(name: string, at: number): Promise<void> {
  const body = {
    service: name,
    version: 'v1.2.1',
    previous_version: 'v1.2.0',
    started_at: new Date(at - MINUTE).toISOString(),
    finished_at: new Date(at).toISOString(),
  };
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${service.url}/deploys/generic`, { method: 'POST', body: JSON.stringify(body), headers });
  if (!answer.ok) throw new Error(`the door answered ${answer.status}: ${await answer.text()}`);
}

/** Compared, and told. */
async function checked(name: string) {
  for (;;) {
    const [row] = await service.database.deployRecords.list({ service: name, limit: 1 });
    const done = row?.check?.state === 'given up' || (row?.check?.told.length ?? 0) > 0;
    if (row !== undefined && (done || (row.check?.outcome !== undefined && row.check.outcome !== 'regressed')))
      return row;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
