import { describe, expect, it } from 'vitest';
import type { Deploy } from '../../../src/core/deploy/deploy.ts';
import { splitVersions, type VersionedBlock } from '../../../src/core/deploy/split-versions.ts';

const MINUTE = 60_000;
const RULES = { warmUp: 2 * MINUTE, min: 5 * MINUTE };
const DEPLOY: Deploy = { service: 'checkout', fromVersion: 'v1', toVersion: 'v2', at: 0, source: 'github' };

/** One profile a minute of a pod, from a minute on. */
function pod(name: string, version: string | undefined, from: number, count: number): VersionedBlock[] {
  return Array.from({ length: count }, (_, index) => ({
    pod: name,
    labels: version === undefined ? { pod: name } : { pod: name, version },
    interval: { from: (from + index) * MINUTE, to: (from + index + 1) * MINUTE },
    onDemand: false,
  }));
}

const summary = (blocks: readonly VersionedBlock[]) =>
  [...Map.groupBy(blocks, (block) => block.pod)].map(
    ([name, of]) => `${name} ${of[0]!.interval.from / MINUTE}..${of.at(-1)!.interval.to / MINUTE}`,
  );

function split(before: readonly VersionedBlock[], after: readonly VersionedBlock[], deploy = DEPLOY) {
  const found = splitVersions(deploy, before, after, RULES);
  return { ...found, before: summary(found.before), after: summary(found.after) };
}

describe('versions of one rollout', () => {
  it('are old and new pods where both ran beside each other for long', () => {
    const after = [...pod('old', 'v1', 2, 10), ...pod('new', 'v2', 2, 10)];

    expect(split(pod('gone', 'v1', -10, 8), after)).toEqual({
      comparison: 'old and new pods',
      labelled: true,
      oldVersion: 'v1',
      before: ['old 2..12'],
      after: ['new 2..12'],
      together: { from: 2 * MINUTE, to: 12 * MINUTE },
    });
  });

  it('need no baseline in time', () => {
    const after = [...pod('old', 'v1', 2, 2), ...pod('new', 'v2', 2, 2)];

    expect(split([], after)).toMatchObject({
      comparison: 'old and new pods',
      before: ['old 2..4'],
      after: ['new 2..4'],
    });
  });

  it('are before and after, without the last old pods, where they met only shortly', () => {
    const after = [...pod('old', 'v1', 2, 2), ...pod('new', 'v2', 2, 10)];

    expect(split(pod('old', 'v1', -10, 8), after)).toMatchObject({
      comparison: 'before and after',
      before: ['old -10..-2'],
      after: ['new 2..12'],
    });
  });

  it('leave out a canary that ran before the rollout was told', () => {
    const before = [...pod('old', 'v1', -10, 8), ...pod('canary', 'v2', -6, 4)];

    expect(split(before, pod('new', 'v2', 2, 10))).toMatchObject({ before: ['old -10..-2'], after: ['new 2..12'] });
  });

  it('give pods that come late a warm-up of their own', () => {
    const after = [...pod('first', 'v2', 2, 10), ...pod('second', 'v2', 6, 6)];

    expect(split(pod('old', 'v1', -10, 8), after)).toMatchObject({ after: ['first 2..12', 'second 8..12'] });
  });

  it('count pods that are recorded on demand as they are', () => {
    const after = [...pod('first', 'v2', 2, 1), ...pod('second', 'v2', 6, 1)].map((block) => ({
      ...block,
      onDemand: true,
    }));

    expect(split(pod('old', 'v1', -10, 8), after)).toMatchObject({ after: ['first 2..3', 'second 6..7'] });
  });

  it('are told by a label that spells the version otherwise, if it was not there before', () => {
    const after = [...pod('old', 'build-7', 2, 9), ...pod('new', 'build-8', 2, 9)];

    expect(split(pod('old', 'build-7', -10, 8), after)).toMatchObject({
      comparison: 'old and new pods',
      oldVersion: 'build-7',
      after: ['new 2..11'],
    });
  });

  it('are not told by a label that says the same all the time, nor for flags', () => {
    const before = pod('a', 'v1', -10, 8);
    const flag: Deploy = { ...DEPLOY, kind: 'feature-flag', toVersion: 'v2' };

    expect(split(before, pod('a', 'v1', 2, 8))).toMatchObject({
      labelled: false,
      before: ['a -10..-2'],
      after: ['a 2..10'],
    });
    expect(split(before, pod('b', 'v2', 2, 8), flag)).toMatchObject({ labelled: false, after: ['b 2..10'] });
    expect(split(pod('a', undefined, -10, 8), pod('b', undefined, 2, 8))).toMatchObject({ labelled: false });
  });
});
