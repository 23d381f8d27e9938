import { describe, expect, test } from 'vitest';
import { readProfile } from '../../../../src/core/profile/read-profile.ts';
import { profileFixture } from '../../../support/profile-fixture.ts';
import { selfByName, totalOf } from '../../../support/profile-rows.ts';

describe('recorded .cpuprofile files', () => {
  test.each([
    ['node.cpuprofile', 'slow', 142, 0],
    ['deno.cpuprofile.gz', 'slow', 254, 0],
    ['bun.cpuprofile', 'hot', 84, 1_795_837_334_852],
  ])('%s: %s is hottest in %i samples', (name, hottest, samples, timeMs) => {
    const profile = readProfile(profileFixture(`formats/${name}`));
    const selfs = Object.entries(selfByName(profile, 1)).sort((a, b) => b[1] - a[1]);

    expect(profile.format).toBe('cpuprofile');
    expect(selfs[0]![0]).toBe(hottest);
    expect(totalOf(profile, 0)).toBe(samples);
    expect(profile.timeMs).toBe(timeMs);
    expect(profile.frames).toContainEqual(
      expect.objectContaining({ name: 'hot', file: '/tmp/app/work.cjs', startLine: 6 }),
    );
  });

  test('add up to the recording behind its first sample', () => {
    const bytes = profileFixture('formats/prettier.cpuprofile.gz');
    const { endTime, startTime, timeDeltas } = JSON.parse(new TextDecoder().decode(bytes));

    expect(totalOf(readProfile(bytes), 1)).toBe((endTime - startTime - timeDeltas[0]) * 1000);
  });
});
