import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { MirroringRepositories } from '../../src/adapters/git/repositories.ts';
import { keepMirrors } from '../../src/app/keep-mirrors.ts';
import { noRepositories } from '../support/no-repositories.ts';

/** Clones until it is told to stop. */
function endless(): MirroringRepositories & { readonly began: () => boolean; readonly ended: () => boolean } {
  let began = false;
  let ended = false;
  return {
    began: () => began,
    ended: () => ended,
    async mirrorAll(signal) {
      began = true;
      if (!signal.aborted) await once(signal, 'abort');
      ended = true;
    },
    ...noRepositories(),
  };
}

describe('keepMirrors', () => {
  it('lets go of clones for repositories of before, and begins those of now only then', async () => {
    const mirrors = keepMirrors();
    const [before, now] = [endless(), endless()];
    mirrors.follow(before);
    await expect.poll(() => before.began()).toBe(true);

    mirrors.follow(now);
    const overlapped = now.began();
    await expect.poll(() => now.began()).toBe(true);

    expect([overlapped, before.ended(), now.ended()]).toEqual([false, true, false]);
    await mirrors.stop();
    expect(now.ended()).toBe(true);
  });

  it('begins nothing more once it was stopped', async () => {
    const mirrors = keepMirrors();
    const late = endless();
    await mirrors.stop();

    mirrors.follow(late);
    await mirrors.stop();

    expect(late.began()).toBe(false);
  });
});
