import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../src/adapters/clock.ts';
import { connectPprofEndpoints } from '../src/adapters/stores/pprof-endpoints.ts';
import { PprofEndpointsSection } from '../src/adapters/stores/pprof-endpoints/endpoints-section.ts';
import { investigate } from '../src/pipeline/investigate.ts';
import { refine } from '../src/pipeline/refine.ts';
import { storeProfile } from '../src/pipeline/store-profile.ts';
import { fakeBlobs } from './support/fake-blobs.ts';
import { fakeCompute } from './support/fake-compute.ts';
import { fakeProfileIndex } from './support/fake-profile-index.ts';
import { fakeWorld } from './support/fake-world.ts';
import { quietLog } from './support/quiet-log.ts';
import { sampleAlert, sampleIncident } from './support/sample-incident.ts';

const SOURCE = fileURLToPath(new URL('fixtures/agents/pprof-server', import.meta.url));
const PATIENCE = 60_000;
const CHECKOUT = { service_name: 'checkout' };
const folder = mkdtempSync(join(tmpdir(), 'burnscope-pprof-'));

/** Says what is missing where it cannot be built. In CI that is an error, so that nobody believes it ran. */
function buildServer(): string | undefined {
  const program = join(folder, 'pprof-server');
  const { status, stderr, error } = spawnSync('go', ['build', '-o', program, '.'], {
    cwd: SOURCE,
    timeout: PATIENCE,
    encoding: 'utf8',
  });
  if (status === 0) return program;
  const why = (error?.message ?? stderr).trim().split('\n').at(-1) ?? '';
  const problem = `net/http/pprof was NOT tried: it needs Go from 1.25 (${why})`;
  if (process.env['CI'] !== undefined) throw new Error(problem);
  process.stderr.write(`\n${'!'.repeat(problem.length)}\n${problem}\n${'!'.repeat(problem.length)}\n`);
  return undefined;
}

const server = buildServer();
const running: ChildProcess[] = [];
let addresses: readonly string[] = [];

async function startServer(program: string): Promise<string> {
  const child = spawn(program, [], { stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(child);
  const [address] = (await once(child.stdout, 'data')) as [Buffer];
  return address.toString().trim();
}

beforeAll(async () => {
  if (server !== undefined) addresses = [await startServer(server), await startServer(server)];
}, PATIENCE);
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

describe.runIf(server !== undefined)('a service of Go that nobody profiles', () => {
  it(
    'is recorded while it is healthy and when it burns, and the function that its next version adds is named',
    async () => {
      const [blobs, profileIndex, compute] = [fakeBlobs(), fakeProfileIndex(), fakeCompute()];
      const targets = addresses.map((address, index) => ({ address, pod: `checkout-${index}`, labels: CHECKOUT }));
      const section = PprofEndpointsSection.parse({ name: 'pods', type: 'pprof-endpoints', targets, seconds: 3 });
      const storing = { compute, blobs, profileIndex, clock: systemClock, log: quietLog() };
      const store = connectPprofEndpoints(section, {
        ...storing,
        readFile: () => '',
        metrics: () => undefined,
        keep: (push) => storeProfile(push, storing),
      });
      const signal = AbortSignal.timeout(PATIENCE);

      const healthy = await store.healthy.capture(CHECKOUT, signal);
      for (const address of addresses) await fetch(`http://${address}/release`, { method: 'POST' });
      // The alert comes when the new version has run for as long as is recorded, so that nothing of it counts as healthy.
      const firedAt = Date.now();
      const { world, database, chat } = fakeWorld({ stores: [store], blobs, compute, clock: systemClock });
      const incident = sampleIncident({
        service: 'checkout',
        startsAt: firedAt,
        openedAt: firedAt,
        lastSeenAt: firedAt,
      });
      const burning = {
        ...incident,
        alerts: [sampleAlert({ startsAt: firedAt })],
        plan: { ...incident.plan, selector: CHECKOUT, profiles: ['cpu', 'block', 'mutex'] as const },
      };
      await database.ledger.commit((entry) => entry.saveIncident(burning));
      await investigate(incident.id, world, signal);
      const first = await database.evidence.find(incident.id);
      await refine(incident.id, world, signal);

      expect(healthy).toEqual({ pods: 2, kinds: ['cpu', 'block', 'mutex'], notes: [] });
      expect(first?.analysis?.movers.map((mover) => mover.function).join()).toContain('applyDiscount');
      expect(first?.analysis?.panels.map(({ profile }) => profile)).toContain('cpu');
      expect(first?.analysis?.notices).toEqual(
        expect.arrayContaining([
          expect.stringMatching(
            /^The baseline is the healthy recording of (?:.*), right before the onset: 3 s of 2 pods\.$/,
          ),
          expect.stringMatching(/^The burn was recorded on demand: 3 s of 2 pods at .* UTC\.$/),
        ]),
      );
      const post = chat.posts()[0]?.report;
      expect(JSON.stringify(post)).toContain('applyDiscount');
      // The second look sees the same recordings.
      const kept = (purpose: string) =>
        profileIndex.find({
          kind: 'cpu',
          selector: { ...CHECKOUT, burnscope_capture: purpose },
          window: { from: 0, to: Date.now() },
        });
      expect([await kept('healthy'), await kept('burn')].map((found) => found.length)).toEqual([2, 2]);
    },
    PATIENCE,
  );
});
