import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  connectPprofEndpoints,
  type OnDemandStore,
  type PprofEndpointsTools,
} from '../../../../src/adapters/stores/pprof-endpoints.ts';
import { PprofEndpointsSection } from '../../../../src/adapters/stores/pprof-endpoints/endpoints-section.ts';
import type { FetchedProfiles, ProfileQuery, WaitingClock } from '../../../../src/pipeline/ports.ts';
import { storeProfile } from '../../../../src/pipeline/store-profile.ts';
import { fakeBlobs, type FakeBlobs } from '../../../support/fake-blobs.ts';
import { fakeCompute } from '../../../support/fake-compute.ts';
import { fakeProfileIndex } from '../../../support/fake-profile-index.ts';
import { quietLog } from '../../../support/quiet-log.ts';
import { NOON } from '../../../support/sample-incident.ts';

export const MINUTE = 60_000;
export const CHECKOUT = { service_name: 'checkout' };

/** A burn that began at noon and is looked at seven minutes later, right before `now`. */
export const NOW = NOON + 7 * MINUTE;
export const COMPARISON: ProfileQuery = {
  kind: 'cpu',
  selector: CHECKOUT,
  window: { from: NOON, to: NOW },
  burn: { side: 'comparison', onset: NOON },
};
export const BASELINE: ProfileQuery = {
  ...COMPARISON,
  window: { from: NOON - 9 * MINUTE, to: NOON - 2 * MINUTE },
  burn: { side: 'baseline', onset: NOON },
};

export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

/** As Go's handlers answer: recorded profiles at the usual paths. */
export function likeGo({ url = '' }: Pick<IncomingMessage, 'url'>, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(url, 'http://pod');
  const name = pathname.replace('/debug/pprof/', '').replace('profile', 'cpu');
  if (!['cpu', 'block', 'mutex'].includes(name) || !searchParams.has('seconds')) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8', 'x-go-pprof': '1' });
    response.end('404 page not found\n');
    return;
  }
  response.writeHead(200, { 'content-type': 'application/octet-stream' });
  response.end(readFileSync(`test/fixtures/profiles/shop/v1.2.0-1-${name}.pprof`));
}

/** As Go refuses: plain words. */
export function refusing(status: number, words: string, type = 'text/plain; charset=utf-8'): Answering {
  return (_, response) => void response.writeHead(status, { 'content-type': type }).end(words);
}

export interface TestPods {
  readonly addresses: readonly string[];
  /** What was asked of all of them, such as `/debug/pprof/profile?seconds=15`. */
  readonly asked: string[];
  readonly headers: IncomingMessage['headers'][];
  close(): void;
}

/** One server for each, on ports of this machine. */
export async function startPods(...answers: readonly Answering[]): Promise<TestPods> {
  const asked: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const servers: Server[] = [];
  for (const answer of answers) {
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      headers.push(request.headers);
      answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
  }
  return {
    addresses: servers.map((server) => `127.0.0.1:${(server.address() as AddressInfo).port}`),
    asked,
    headers,
    close() {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

export interface TestStore {
  readonly store: OnDemandStore;
  readonly index: ReturnType<typeof fakeProfileIndex>;
  readonly blobs: FakeBlobs;
  /** Sets the clock. */
  readonly at: (now: number) => void;
  readonly fetch: (query: ProfileQuery, signal?: AbortSignal) => Promise<FetchedProfiles>;
}

/** Over an embedded store that keeps what is recorded; the clock stands until it is set. */
export function connectTest(settings: Record<string, unknown>, tools: Partial<PprofEndpointsTools> = {}): TestStore {
  const index = fakeProfileIndex();
  const blobs = fakeBlobs();
  const compute = fakeCompute();
  let now = NOW;
  const clock: WaitingClock = { now: () => now, sleep: async () => undefined };
  const section = PprofEndpointsSection.parse({ name: 'pods', type: 'pprof-endpoints', ...settings });
  const store = connectPprofEndpoints(section, {
    readFile: (path) => readFileSync(path, 'utf8').trim(),
    clock,
    compute,
    profileIndex: index,
    blobs,
    metrics: () => undefined,
    keep: (push) => storeProfile(push, { compute, blobs, profileIndex: index, clock, log: quietLog() }),
    ...tools,
  });
  return {
    store,
    index,
    blobs,
    at: (time) => void (now = time),
    fetch: (query, signal = AbortSignal.timeout(20_000)) => store.fetch(query, signal),
  };
}

/** Pods of the checkout, called a, b, c … */
export function targets({ addresses }: Pick<TestPods, 'addresses'>) {
  return addresses.map((address, index) => ({
    address,
    pod: String.fromCodePoint(97 + index),
    labels: CHECKOUT,
  }));
}

export function profilesOf(fetched: FetchedProfiles): Extract<FetchedProfiles, { kind: 'profiles' }> {
  if (fetched.kind === 'empty') throw new Error(fetched.reason);
  return fetched;
}

export const reasonOf = (fetched: FetchedProfiles) => (fetched.kind === 'empty' ? fetched.reason : 'there are some');
