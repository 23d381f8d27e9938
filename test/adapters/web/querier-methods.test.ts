import { afterEach, describe, expect, it } from 'vitest';
import { METHODS } from '../../../src/adapters/web/querier-methods.ts';
import { readRequest } from '../../../src/adapters/web/querier-request.ts';
import { fakeProfileCatalogue } from '../../support/fake-profile-catalogue.ts';
import { startTestWeb, type TestWeb } from './start-test-web.ts';

const RANGE = {
  profileTypeID: 'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
  labelSelector: '{service_name="payments"}',
  start: 1_795_543_020_000,
  end: 1_795_543_620_000,
};
const HEAD = 'Citwcm9jZXNzX2NwdTpjcHU6bmFub3NlY29uZHM6Y3B1Om5hbm9zZWNvbmRzEhl7c2VydmljZV9uYW1lPSJwYXltZW50cyJ9';

describe('questions as profilecli (main line of August 2026) writes them', () => {
  it.each([
    ['--trace-id', 'SelectMergeStacktraces', 'GODj0PWgNCCgs/X1oDQwBFIgMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwYjI='],
    ['--trace-id of old', 'SelectMergeProfile', 'GODj0PWgNCCgs/X1oDRCIDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMGIy'],
  ])('%s asks %s for a trace', (_, method, tail) => {
    const asked = readRequest(Buffer.from(HEAD + tail, 'base64'), false, METHODS[method]!.schema);

    expect(asked).toMatchObject({ ...RANGE, traceIdSelector: [`${'0'.repeat(30)}b2`], spanSelector: [] });
  });

  it.each([
    ['--span-selector', 'SelectMergeStacktraces', 'GODj0PWgNCCgs/X1oDQwBFoQMDAwMDAwMDAwMDAwMDBhMQ=='],
    ['--span-selector of old', 'SelectMergeSpanProfile', 'GhAwMDAwMDAwMDAwMDAwMGExIODj0PWgNCigs/X1oDQ4Ag=='],
  ])('%s asks %s for a span', (_, method, tail) => {
    const asked = readRequest(Buffer.from(HEAD + tail, 'base64'), false, METHODS[method]!.schema);

    expect(asked).toMatchObject({ ...RANGE, spanSelector: ['00000000000000a1'], traceIdSelector: [] });
  });
});

describe('GetProfileStats', () => {
  let web: TestWeb;
  afterEach(async () => web.close());

  async function stats(type: string, times: readonly number[]) {
    const kept = times.map((at) => ({ series: '1', at, hash: 'aa', bytes: 1 }));
    web = await startTestWeb({ pages: 'open' }, { catalogue: fakeProfileCatalogue([], kept) });
    const body = type === 'application/json' ? '{}' : new Uint8Array();
    const answer = await fetch(`${web.url}/querier.v1.QuerierService/GetProfileStats`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    return Buffer.from(await answer.arrayBuffer());
  }

  it('tells when the first and the last profile begin, in the words of the recorded answer', async () => {
    const answer = await stats('application/json', [1_795_545_187_243, 1_795_542_420_000, 1_795_543_000_000]);

    expect(answer.toString()).toBe(
      '{"dataIngested":true,"oldestProfileTime":"1795542420000","newestProfileTime":"1795545187243"}',
    );
  });

  it('says the same in protobuf', async () => {
    expect(await stats('application/proto', [1, 300])).toEqual(Buffer.from([8, 1, 16, 1, 24, 0xac, 2]));
  });

  it('has nothing to tell of nothing', async () => {
    expect((await stats('application/json', [])).toString()).toBe('{}');
    await web.close();
    expect(await stats('application/proto', [])).toHaveLength(0);
  });
});
