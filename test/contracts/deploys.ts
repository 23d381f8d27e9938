import { describe, expect, it } from 'vitest';
import type { Deploy } from '../../src/core/deploy/deploy.ts';
import type { Deploys } from '../../src/pipeline/ports.ts';

/** A source that knows this one deploy, and none of a service called `stranger`. */
export function describeDeploys(name: string, deploy: Deploy, make: () => Promise<Deploys>): void {
  const signal = () => AbortSignal.timeout(5000);
  const { service, at } = deploy;
  const around = { from: at - 60_000, to: at + 60_000 };

  describe(`${name} is a Deploys`, () => {
    it('tells the deploy of the window', async () => {
      expect(await (await make()).between(service, around, signal())).toEqual([deploy]);
    });

    it('tells nothing of other times and services', async () => {
      const deploys = await make();

      expect(await deploys.between(service, { from: at + 1000, to: at + 60_000 }, signal())).toEqual([]);
      expect(await deploys.between('stranger', around, signal())).toEqual([]);
    });

    it('ends with its signal', async () => {
      await expect((await make()).between(service, around, AbortSignal.abort())).rejects.toThrow(/./);
    });
  });
}
