import { readFileSync } from 'node:fs';
import nock from 'nock';
import { z } from 'zod';
import { inflateProfile } from '../../../../src/adapters/compute/inflate.ts';
import { Failure } from '../../../../src/core/failure.ts';
import { readProfile } from '../../../../src/core/profile/read-profile.ts';
import type { FetchedProfiles } from '../../../../src/pipeline/ports.ts';
import { connectTest, stillClock } from './connect-test-pyroscope.ts';

export const URL = 'http://pyroscope.test:4040';
/** B of the recordings, in milliseconds, and ten minutes. */
export const WINDOW = { from: 1_795_542_420_000, to: 1_795_543_020_000 };
const PAYMENTS = { service_name: 'payments' };
const signal = new AbortController().signal;

const Meta = z.object({ status: z.number(), headers: z.array(z.tuple([z.string(), z.string()])) });

interface Recording {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An answer of the real server; headers of the connection are left to whoever replays it. */
function recorded(name: string): Recording {
  const base = `test/fixtures/pyroscope/${name}`;
  const { status, headers } = Meta.parse(JSON.parse(readFileSync(`${base}.meta.json`, 'utf8')));
  const kept = headers.filter(([header]) => /^content-(?:type|encoding)$/i.test(header));
  return { status, headers: Object.fromEntries(kept), body: readFileSync(`${base}.response`) };
}

/** Replays; of several answers to a method the last one goes on. */
export function replay(answers: Readonly<Record<string, readonly (string | Recording)[]>>): {
  readonly calls: string[];
} {
  const calls: string[] = [];
  const left = new Map(Object.entries(answers).map(([method, names]) => [method, [...names]]));
  nock(URL)
    .persist()
    .post(/^\/querier\.v1\.QuerierService\//)
    .reply((request: Request) => {
      const method = request.url.split('/').at(-1)!;
      calls.push(method);
      const queue = left.get(method) ?? [];
      const next = queue.length > 1 ? queue.shift()! : queue[0];
      const { status, headers, body } =
        typeof next === 'string' ? recorded(next) : (next ?? answering(404, 'text/plain', '404 page not found'));
      return [status, body, headers];
    });
  return { calls };
}

export function answering(status: number, type: string, body: string, headers: Record<string, string> = {}): Recording {
  return { status, headers: { 'content-type': type, ...headers }, body: Buffer.from(body) };
}

export const PAYMENTS_THERE = {
  Series: ['19-Series-types-payments'],
  SelectSeries: ['70-SelectSeries-payments-cpu-by-pod'],
};
export const EMPTY = '37-SelectMergeProfile-empty-proto';

export function cpu(window = WINDOW, clock = stillClock(WINDOW.to)): Promise<FetchedProfiles> {
  return connectTest(URL, {}, clock).fetch({ kind: 'cpu', selector: PAYMENTS, window }, signal);
}

export async function failure(window = WINDOW): Promise<Failure> {
  const problem: unknown = await cpu(window).catch((error: unknown) => error);
  if (!(problem instanceof Failure)) throw new Error(`no failure but ${JSON.stringify(problem)}`);
  return problem;
}

/** Nanoseconds by the function at the end of the stack. */
export function selfTimes(fetched: FetchedProfiles): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { bytes } of fetched.kind === 'profiles' ? fetched.blocks : []) {
    const { stackStart, stacks, frames, values } = readProfile(inflateProfile(bytes, 1 << 24));
    for (let sample = 0; sample + 1 < stackStart.length; sample++) {
      const { name } = frames[stacks[stackStart[sample + 1]! - 1]!]!;
      found[name] = (found[name] ?? 0) + values[sample]!;
    }
  }
  return found;
}

export const total = (fetched: FetchedProfiles) => Object.values(selfTimes(fetched)).reduce((sum, one) => sum + one, 0);
