import { describe, expect, it } from 'vitest';
import type { Deploy } from '../../src/core/deploy/deploy.ts';
import type { Deploys } from '../../src/pipeline/ports.ts';

/** A source that knows one deploy, v1 to v2 of `checkout` at `at`. */
export function describeDeploys(name: string, at: number, make: () => Promise<Deploys>): void {
  const signal = () => AbortSignal.timeout(5000);
  const around = { from: at - 60_000, to: at + 60_000 };
  const deploy: Deploy = { service: 'checkout', fromVersion: 'v1', toVersion: 'v2', at, source: 'profile labels' };

  describe(`${name} is a Deploys`, () => {
    it('tells the deploy of the window', async () => {
      expect(await (await make()).between('checkout', around, signal())).toEqual([deploy]);
    });

    it('tells nothing of other times and services', async () => {
      const deploys = await make();

      expect(await deploys.between('checkout', { from: at + 1000, to: at + 60_000 }, signal())).toEqual([]);
      expect(await deploys.between('search', around, signal())).toEqual([]);
    });

    it('ends with its signal', async () => {
      await expect((await make()).between('checkout', around, AbortSignal.abort())).rejects.toThrow(/./);
    });
  });
}
