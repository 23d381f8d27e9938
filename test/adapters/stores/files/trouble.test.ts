import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MOST_BYTES } from '../../../../src/adapters/stores/files/choose-files.ts';
import type { FetchedProfiles } from '../../../../src/pipeline/ports.ts';
import { fakeCompute } from '../../../support/fake-compute.ts';
import { NOON } from '../../../support/sample-incident.ts';
import { connectTest, CPU, MINUTE, pprof, sampleFolder, stamp, type SampleFolder } from './sample-folder.ts';

const signal = new AbortController().signal;
let folder: SampleFolder;
beforeEach(() => {
  folder = sampleFolder();
  folder.put(`shop/cpu/${stamp(NOON)}.pprof`, pprof());
});
afterEach(() => folder.remove());

const BAD = `shop/cpu/${stamp(NOON + MINUTE)}.pprof`;

async function noticesOf(fetching: Promise<FetchedProfiles>): Promise<readonly string[]> {
  const fetched = await fetching;
  if (fetched.kind === 'empty') throw new Error(fetched.reason);
  // The good one answers in spite of the other.
  expect(fetched.blocks.map(({ interval }) => interval.from)).toEqual([NOON]);
  return fetched.notices.filter((notice) => !notice.includes('all pods count as one'));
}

describe('a file that cannot be read is named while the others answer', () => {
  it.each([
    ['empty', '', 'it is empty'],
    ['cut off', gzipSync(pprof()).subarray(0, 40), 'it is cut off, perhaps still being written'],
    ['a page', '<html>log in</html>', 'it is HTML or XML'],
    ['of another kind', pprof({ type: 'delay' }), 'it holds no cpu profile'],
  ])('%s', async (_, bytes, why) => {
    folder.put(BAD, bytes);

    const notices = await noticesOf(connectTest(folder.path).fetch(CPU, signal));

    expect(notices).toEqual([expect.stringContaining(`Left out: ${BAD} (${why}`)]);
  });

  it('too large', async () => {
    truncateSync(folder.put(BAD, 'x'), MOST_BYTES + 1);

    const notices = await noticesOf(connectTest(folder.path).fetch(CPU, signal));

    expect(notices).toEqual([`Left out: ${BAD} (it is larger than 64 MB).`]);
  });

  it('a pipe, without waiting for its writer', async () => {
    mkdirSync(join(folder.path, 'shop/cpu'), { recursive: true });
    execFileSync('mkfifo', [join(folder.path, BAD)]);

    expect(await noticesOf(connectTest(folder.path).fetch(CPU, signal))).toEqual([]);
  });

  it('without a time in its name or in itself', async () => {
    folder.put('shop/x.folded', 'main;work 5\n', NOON + MINUTE);

    const fetched = await connectTest(folder.path, { pattern: '{service}/{*}.folded' }).fetch(CPU, signal);

    expect(fetched).toMatchObject({
      reason: expect.stringContaining('shop/x.folded (neither its name nor its content says when it was recorded)'),
    });
  });

  it('while a process writes it', async () => {
    const names = Array.from({ length: 6 }, (_, index) => `shop/cpu/${stamp(NOON + (index + 1) * 1000)}.pprof`);
    const paths = names.map((name) => folder.put(name, pprof()));
    const real = fakeCompute();
    // The last file is listed by then, and not yet read.
    const inspect: typeof real.inspect = async (bytes, given) => {
      appendFileSync(paths.at(-1)!, pprof({ cost: 5 }));
      return real.inspect(bytes, given);
    };

    const fetched = await connectTest(folder.path, {}, { compute: { inspect } }).fetch(CPU, signal);

    expect(fetched).toMatchObject({ kind: 'profiles' });
    expect(fetched.kind === 'profiles' ? fetched.notices.join() : '').toContain(
      `Left out: ${names.at(-1)} (it is still being written)`,
    );
  });

  it('behind a link to nothing', async () => {
    symlinkSync('gone', join(folder.path, BAD));

    expect(await noticesOf(connectTest(folder.path).fetch(CPU, signal))).toEqual([
      `Left out: ${BAD} (it is not there).`,
    ]);
  });

  it('with no name that breaks a line', async () => {
    folder.put('shop/cpu\n/x', 'x');
    folder.put(`shop/\u001b[31m/${stamp(NOON + MINUTE)}.pprof`, '<html>');

    const notices = await noticesOf(connectTest(folder.path).fetch(CPU, signal));

    expect(notices[0]).toContain('Left out: shop/ [31m/');
    expect(notices[0]).toMatch(/^\P{Cc}+$/u);
  });
});

describe('links', () => {
  it('that lead out of the folder are refused', async () => {
    const outside = sampleFolder();
    const secret = outside.put(`${stamp(NOON + MINUTE)}.pprof`, pprof());
    symlinkSync(secret, join(folder.path, BAD));
    symlinkSync(outside.path, join(folder.path, 'shop/profile'));

    const notices = await noticesOf(connectTest(folder.path).fetch(CPU, signal));
    outside.remove();

    expect(notices.join()).toContain(`${BAD} (it is a link that leads out of the folder)`);
    expect(notices.join()).toContain('shop/profile (it is a link that leads out of the folder)');
  });

  it('within it are followed, and no file is read twice', async () => {
    symlinkSync('cpu', join(folder.path, 'shop/profile'));

    expect(await noticesOf(connectTest(folder.path).fetch(CPU, signal))).toEqual([]);
  });

  it('that lead in a circle come to an end', async () => {
    symlinkSync('.', join(folder.path, 'shop/block'));

    expect(await noticesOf(connectTest(folder.path).fetch(CPU, signal))).toEqual([]);
  });
});

describe('time', () => {
  it('that is over leaves what came', async () => {
    folder.put(BAD, pprof({ cost: 7 }));
    const real = fakeCompute();
    const compute = {
      inspect: async (bytes: Uint8Array, given: AbortSignal) =>
        Buffer.from(bytes).equals(Buffer.from(pprof()))
          ? real.inspect(bytes, given)
          : new Promise<never>(() => undefined),
    };

    const notices = await noticesOf(connectTest(folder.path, {}, { compute, budgetMs: 300 }).fetch(CPU, signal));

    expect(notices).toEqual(['1 of 2 files were not read within 0.3 s.']);
  });

  it('is not taken from a caller who gave up', async () => {
    const caller = new AbortController();
    const compute = {
      inspect: async () => {
        caller.abort();
        return new Promise<never>(() => undefined);
      },
    };

    const fetching = connectTest(folder.path, {}, { compute }).fetch(CPU, caller.signal);

    await expect(fetching).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
