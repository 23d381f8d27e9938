import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gzipSync } from 'node:zlib';
import { connectFlameFiles, type RunningFlameFiles } from '../../../src/adapters/compute/flame-files.ts';
import { writeFlameBody } from '../../../src/core/flamegraph/write-flame-body.ts';
import { FLAMES } from '../web/sample-flames.ts';

const signal = () => AbortSignal.timeout(60_000);
const PICTURE = { as: 'png', size: 'chat', title: 'checkout', subtitle: '' } as const;

describe('files made of kept flame graphs, in a thread', () => {
  let files: RunningFlameFiles;
  beforeAll(() => void (files = connectFlameFiles()));
  afterAll(() => files.close());

  it('are pictures in both forms, and folded text', async () => {
    const png = await files.draw(FLAMES, PICTURE, signal());
    const svg = await files.draw(FLAMES, { ...PICTURE, as: 'svg' }, signal());
    const folded = await files.fold(FLAMES, 'off-cpu', signal());

    expect([...png.subarray(1, 4)]).toEqual([0x50, 0x4e, 0x47]);
    expect(new TextDecoder().decode(svg)).toMatch(/^<svg [^]*<\/svg>\n$/);
    expect(folded.kind === 'folded' && new TextDecoder().decode(folded.text)).toContain(
      'sync.(*Mutex).Lock 0 3000000\n',
    );
  });

  it('say why there is no diff', async () => {
    const reason = 'no CPU profiles in the baseline window';
    const empty = gzipSync(writeFlameBody([{ kind: 'empty', profile: 'cpu', title: 'CPU', reason }]));

    expect(await files.fold(empty, 'cpu', signal())).toEqual({ kind: 'none', why: reason });
    expect(await files.fold(empty, 'off-cpu', signal())).toMatchObject({ kind: 'none' });
  });

  it('fail as a Failure when what was kept is damaged, or nobody waits any more', async () => {
    const damaged = gzipSync(Uint8Array.of(1, 2, 3));

    await expect(files.draw(damaged, PICTURE, signal())).rejects.toMatchObject({ code: 'COMPUTE_FAILED' });
    await expect(files.draw(FLAMES, PICTURE, AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
