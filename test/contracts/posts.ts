import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Posts } from '../../src/pipeline/ports.ts';

export function describePosts(name: string, posts: () => Posts): void {
  describe(`posts: ${name}`, () => {
    it('has no row before something was said', async () => {
      expect(await posts().find(randomUUID(), 'oncall')).toBeUndefined();
    });

    it('remembers the last state per incident and channel', async () => {
      const incidentId = randomUUID();
      await posts().save({ incidentId, channel: 'oncall', state: 'sending', round: 'first' });
      await posts().save({ incidentId, channel: 'team', state: 'sending', round: 'first' });

      await posts().save({ incidentId, channel: 'oncall', state: 'posted', round: 'refined', ref: 'C1:\u00001.2' });

      expect(await posts().find(incidentId, 'oncall')).toEqual({
        incidentId,
        channel: 'oncall',
        state: 'posted',
        round: 'refined',
        ref: 'C1:\u00001.2',
      });
      expect(await posts().find(incidentId, 'team')).toEqual({
        incidentId,
        channel: 'team',
        state: 'sending',
        round: 'first',
      });
    });
  });
}
