import { describe, expect, it } from 'vitest';
import { ALL_IDLE } from '../../src/core/profile/idle-names.ts';
import { analyseProfiles } from '../../src/pipeline/analyse-profiles.ts';
import type { SidedBlock } from '../../src/pipeline/fetch-profiles.ts';
import type { AnalysisRequest } from '../../src/pipeline/ports.ts';
import { sampleBlock } from '../contracts/profile-store.ts';
import { fakeCompute } from '../support/fake-compute.ts';
import { NOON, sampleIncident } from '../support/sample-incident.ts';

const MINUTE = 60_000;
const WINDOWS = {
  comparison: { from: NOON, to: NOON + 7 * MINUTE },
  baseline: { from: NOON - 9 * MINUTE, to: NOON - 2 * MINUTE },
  mode: 'before',
  note: '',
} as const;

async function subtitleOver(blocks: readonly SidedBlock[]): Promise<string> {
  const asked: AnalysisRequest[] = [];
  const compute = fakeCompute();
  const analyse: typeof compute.analyse = (request, signal) => {
    asked.push(request);
    return compute.analyse(request, signal);
  };
  const profiles = { blocks, notices: [], incomplete: false, asked: [] };
  const world = { compute: { ...compute, analyse }, idle: ALL_IDLE };
  await analyseProfiles(sampleIncident(), WINDOWS, profiles, undefined, world, new AbortController().signal);
  return asked[0]?.pictures[0]?.subtitle ?? '';
}

const block = (side: SidedBlock['side'], minute: number): SidedBlock => ({
  ...sampleBlock({ minute }),
  side,
  store: 'main',
});

describe('a picture', () => {
  it('says which windows are compared, or when was recorded where that was at another time', async () => {
    const windows = '2026-11-22 14:09–14:16 vs 2026-11-22 14:00–14:07 UTC';

    expect(await subtitleOver([block('baseline', -5), block('comparison', 2)])).toContain(windows);
    expect(await subtitleOver([])).toContain(windows);
    expect(await subtitleOver([block('baseline', -80), block('baseline', -5), block('comparison', 2)])).toContain(
      windows,
    );
    expect(await subtitleOver([block('baseline', -80), block('comparison', 10)])).toContain(
      '2026-11-22 14:19–14:19 vs 2026-11-22 12:49–12:49 UTC',
    );
  });
});
