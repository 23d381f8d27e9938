import { describe, expect, it } from 'vitest';
import type { Deploy, Region } from '../../src/core/deploy/deploy.ts';
import type { Git } from '../../src/pipeline/ports.ts';

export interface GitRig {
  readonly git: Git;
  readonly service: string;
  readonly deploy: Deploy;
  /** Lines that one commit of the deploy wrote. */
  readonly changed: Region;
  /** Lines that none of them touched. */
  readonly untouched: Region;
  readonly culprit: string;
}

export function describeGit(name: string, make: () => GitRig): void {
  const signal = () => AbortSignal.timeout(20_000);

  describe(`${name} is a Git`, () => {
    it('names the commit of the deploy that wrote the lines', async () => {
      const { git, service, deploy, changed, culprit } = make();

      const answer = await git.blame(service, deploy, [changed], signal());

      expect(answer).toMatchObject({ kind: 'commits', commits: [{ commit: culprit, function: changed.function }] });
    });

    it('names nobody for lines that the deploy did not touch', async () => {
      const { git, service, deploy, untouched } = make();

      const answer = await git.blame(service, deploy, [untouched], signal());

      expect(answer).toMatchObject({ kind: 'commits', commits: [] });
    });

    it('says what it does not know: a service, a revision', async () => {
      const { git, service, deploy, changed } = make();

      expect(await git.blame('stranger', deploy, [changed], signal())).toMatchObject({ kind: 'unknown' });
      expect(await git.blame(service, { ...deploy, toVersion: 'v99' }, [changed], signal())).toMatchObject({
        kind: 'unknown',
        reason: expect.stringContaining('v99'),
      });
    });
  });
}
