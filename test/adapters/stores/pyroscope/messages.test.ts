import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeEmptyProfile,
  encodeMergeRequest,
  hasSamples,
} from '../../../../src/adapters/stores/pyroscope/merge-messages.ts';
import { pickType } from '../../../../src/adapters/stores/pyroscope/profile-types.ts';
import { readTree } from '../../../../src/adapters/stores/pyroscope/read-tree.ts';
import { Failure } from '../../../../src/core/failure.ts';
import { pickValues } from '../../../../src/core/profile/pick-values.ts';
import { readProfile } from '../../../../src/core/profile/read-profile.ts';
import type { Pyroscope } from '../../../../src/adapters/stores/pyroscope/ask-pyroscope.ts';

const CPU = pickType('cpu', ['process_cpu:cpu:nanoseconds:cpu:nanoseconds'], undefined)!;
const MUTEX = pickType('mutex', ['mutex:delay:nanoseconds:contentions:count'], undefined)!;

describe('messages in protobuf', () => {
  it('ask as the recorded client did, byte for byte', () => {
    const recording = JSON.parse(
      readFileSync('test/fixtures/pyroscope/30-SelectMergeProfile-payments-cpu-base-proto.request.json', 'utf8'),
    ) as { body: string };

    const message = encodeMergeRequest({
      profileTypeID: CPU.id,
      labelSelector: '{service_name="payments",version="v2.3.0"}',
      start: 1_795_542_420_000,
      end: 1_795_543_020_000,
    });

    expect(Buffer.from(message).toString('base64')).toBe(recording.body);
  });

  it('of a pod that did not wait are a profile of its kind, without cost', () => {
    const bytes = encodeEmptyProfile(MUTEX);
    const profile = readProfile(bytes);

    expect(hasSamples(bytes)).toBe(false);
    expect(pickValues(profile, 'mutex')).toMatchObject({ cost: 0, nanosecondsPerUnit: 1 });
    expect(profile.stackStart).toHaveLength(1);
  });

  it.each([
    ['37-SelectMergeProfile-empty-proto', false],
    ['314-v1-empty-SelectMergeProfile', false],
    ['30-SelectMergeProfile-payments-cpu-base-proto', true],
    ['304-v1-SelectMergeProfile-proto', true],
  ])('hold samples or not: %s', (name, expected) => {
    expect(hasSamples(readFileSync(`test/fixtures/pyroscope/${name}.response`))).toBe(expected);
  });

  it('are looked through without end or error, whatever they hold', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(hasSamples(bytes)).toBeTypeOf('boolean');
      }),
    );
  });
});

describe('a tree instead of a profile', () => {
  const answering = (tree: Uint8Array): Pyroscope => ({
    url: 'http://p',
    json: (_method, _message, answer) => Promise.resolve(answer.parse({ tree: Buffer.from(tree).toString('base64') })),
    proto: () => Promise.reject(new Error('not asked')),
  });
  const read = (tree: Uint8Array) =>
    readTree(
      answering(tree),
      CPU,
      'SelectMergeStacktraces',
      { profileTypeID: CPU.id, labelSelector: '{}', start: 0, end: 1 },
      new AbortController().signal,
    );
  const node = (name: string, self: number, children: number) =>
    Buffer.from([Buffer.byteLength(name), ...Buffer.from(name), self, children]);

  it('says how much of it is cut off', async () => {
    const tree = Buffer.concat([node('', 0, 1), node('main', 10, 2), node('', 20, 0), node('other', 10, 0)]);

    const { bytes, cutShare } = await read(tree);

    expect(cutShare).toBe(0.25);
    const { values, frames } = readProfile(bytes);
    expect([...values]).toEqual([10, 20, 10]);
    expect(frames.map(({ name }) => name)).toEqual(expect.arrayContaining(['main', 'other', '[unknown]']));
  });

  it('is empty where there is nothing', async () => {
    expect(await read(new Uint8Array())).toEqual({ bytes: new Uint8Array(), cutShare: 0 });
  });

  it('is read or refused, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
        const got: unknown = await read(bytes).catch((error: unknown) =>
          error instanceof Failure ? 'refused' : error,
        );
        expect(got).not.toBeInstanceOf(Error);
      }),
    );
  });
});
