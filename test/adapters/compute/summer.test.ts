import { afterAll, describe, expect, it } from 'vitest';
import { connectSummer } from '../../../src/adapters/compute/summer.ts';
import { Failure } from '../../../src/core/failure.ts';
import { readProfile } from '../../../src/core/profile/read-profile.ts';
import { rowsOf } from '../../support/profile-rows.ts';

const summer = connectSummer();
afterAll(() => summer.close());

const counts = { unit: 'seconds', rateHz: 100 } as const;
const asked = {
  kind: 'cpu',
  filter: { spans: [], traces: [], callSite: [] },
  sources: [
    { bytes: new TextEncoder().encode('main;work 3\nmain;rest 1\n'), counts },
    { bytes: Uint8Array.of(1, 2, 3) },
    { bytes: new TextEncoder().encode('main;work 4\n'), counts },
  ],
  timeMs: 5000,
} as const;
const patient = () => AbortSignal.timeout(60_000);

describe('profiles added up in a thread of their own', () => {
  it('are one pprof; what cannot be read is left out and told', async () => {
    const summed = await summer.sum({ ...asked, result: { form: 'pprof', maxNodes: 0 } }, patient());

    expect(summed.unread).toEqual([expect.stringContaining('not a readable')]);
    const profile = readProfile(summed.form === 'pprof' ? summed.bytes : new Uint8Array());
    expect(profile.timeMs).toBe(5000);
    expect(rowsOf(profile).map(({ stack, values }) => [stack, values[0]])).toEqual([
      ['main;work', 7e9],
      ['main;rest', 1e9],
    ]);
  });

  it('are totals in the order of the sources', async () => {
    const summed = await summer.sum({ ...asked, result: { form: 'totals' } }, patient());

    expect(summed).toMatchObject({ totals: [4e9, 0, 4e9] });
  });

  it('are levels from worker to door', async () => {
    const summed = await summer.sum({ ...asked, result: { form: 'levels', maxNodes: 2 } }, patient());

    expect(summed).toMatchObject({ levels: { names: ['total', 'main', 'work', 'other'], total: 8e9 } });
  });

  it('end when nobody waits for them any more', async () => {
    const given = summer.sum({ ...asked, result: { form: 'totals' } }, AbortSignal.abort());

    await expect(given).rejects.toThrow(Failure);
  });
});
