import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { inflateProfile } from '../../src/adapters/compute/inflate.ts';
import { connectEmbeddedStore } from '../../src/adapters/stores/embedded.ts';
import type { Service } from '../../src/app.ts';
import { assumeCounts } from '../../src/core/profile/assume-counts.ts';
import { pickValues } from '../../src/core/profile/pick-values.ts';
import type { ProfileKind } from '../../src/core/profile/profile.ts';
import { readProfile } from '../../src/core/profile/read-profile.ts';
import type { ProfileBlock } from '../../src/pipeline/ports.ts';
import { rowsOf } from './profile-rows.ts';
import { sumsHere } from './sums-here.ts';

const FIXTURES = new URL('../fixtures/pushes/', import.meta.url);

export interface RecordedPush {
  readonly name: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly bodyEncoding: BufferEncoding;
  /** What the real server answered. */
  readonly status: number;
  readonly answer: string;
}

export function recordedPushes(): readonly RecordedPush[] {
  return JSON.parse(readFileSync(new URL('recorded.json', FIXTURES), 'utf8'));
}

export function send(url: string, { path, headers, body, bodyEncoding }: RecordedPush): Promise<Response> {
  return fetch(`${url}${path}`, { method: 'POST', headers, body: Buffer.from(body, bodyEncoding) });
}

/** The bytes as the agent wrote them, over a socket of our own; the status of the answer. */
export function replay(port: number, name: string): Promise<number> {
  return sendRaw(port, readFileSync(new URL(`${name}.request.http`, FIXTURES)));
}

export function sendRaw(port: number, bytes: Uint8Array | string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('error', reject);
    socket.once('data', (answer) => {
      socket.destroy();
      resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(answer.toString('latin1'))?.[1]));
    });
  });
}

export interface Answer {
  readonly blocks: readonly ProfileBlock[];
  readonly milliseconds: number;
  /** Of all blocks, in nanoseconds. */
  readonly total: number;
  /** Self time by the last function of a stack, in nanoseconds. */
  readonly selfs: Readonly<Record<string, number>>;
}

/** Asks the embedded store as an investigation does, and reads what it answers. */
export async function ask(service: Service, name: string, kind: ProfileKind, window = ALWAYS): Promise<Answer> {
  const { database, blobs } = service;
  const store = connectEmbeddedStore({ name: 'embedded', type: 'embedded' }, { ...database, blobs, sums: sumsHere });
  // The quickest of a few: other tests have the processor as well.
  let milliseconds = Number.POSITIVE_INFINITY;
  const query = { selector: { service_name: name }, kind, window };
  let answer = await store.fetch(query, AbortSignal.timeout(10_000));
  for (let nth = 0; nth < 5; nth++) {
    const began = performance.now();
    answer = await store.fetch(query, AbortSignal.timeout(10_000));
    milliseconds = Math.min(milliseconds, performance.now() - began);
  }
  const blocks = answer.kind === 'profiles' ? answer.blocks : [];
  const selfs: Record<string, number> = {};
  let total = 0;
  for (const block of blocks) {
    const read = readProfile(inflateProfile(block.bytes, 1e8));
    const profile = block.counts === undefined ? read : assumeCounts(read, kind, block.counts);
    const picked = pickValues(profile, kind);
    if (picked === undefined) throw new Error(`a ${kind} block of ${name} that holds none`);
    for (const { stack, values } of rowsOf(profile)) {
      const cost = values[picked.cost]! * picked.nanosecondsPerUnit;
      const leaf = stack.slice(stack.lastIndexOf(';') + 1);
      selfs[leaf] = (selfs[leaf] ?? 0) + cost;
      total += cost;
    }
  }
  return { blocks, milliseconds, total, selfs };
}

const ALWAYS = { from: 0, to: Date.parse('2100-01-01') };
