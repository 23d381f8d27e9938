import { describe, expect, it } from 'vitest';
import {
  settingsWritten,
  templateDeploys,
  templateRollouts,
  writtenDeploys,
  type SeenImage,
  type Template,
} from '../../../../src/core/deploy/kube/kube-deploys.ts';

const STEP = 30_000;
const names = { service: 'shop', workload: 'shop' };

/** Points of a stretch, in steps. */
function steps(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => (from + index) * STEP);
}

function image(tag: string, template: string, from: number, to: number): SeenImage {
  return { container: 'shop', image: `r.example/shop:${tag}`, imageId: '', template, seen: steps(from, to) };
}

function deploysOf(templates: readonly Template[], images: readonly SeenImage[]) {
  return templateDeploys(templateRollouts(templates, STEP), templates, images, names, STEP);
}

describe('templateDeploys', () => {
  it('is live when the first new pod is, also where the old ones were gone before', () => {
    const [deploy] = deploysOf(
      [
        { name: 'a', wanted: steps(0, 40), ready: steps(0, 40) },
        { name: 'b', wanted: steps(40, 80), ready: steps(44, 80) },
      ],
      [image('v1', 'a', 0, 40), image('v2', 'b', 41, 80)],
    );

    expect(deploy).toMatchObject({ startedAt: 39.5 * STEP, at: 43.5 * STEP, toVersion: 'v2' });
    expect(deploy?.status).toBeUndefined();
  });

  it('failed when it was taken back before a pod of it was ready', () => {
    const told = deploysOf(
      [
        { name: 'a', wanted: steps(0, 80), ready: steps(0, 80) },
        { name: 'b', wanted: steps(30, 50), ready: [] },
      ],
      [image('v1', 'a', 0, 80), image('v2', 'b', 30, 50)],
    );

    expect(told.map(({ kind, toVersion, status }) => [kind, toVersion, status])).toEqual([
      ['version', 'v2', 'failed'],
      ['rollback', 'v1', undefined],
    ]);
  });

  it('is a rollback to a template that is older than the one before', () => {
    const [deploy] = deploysOf(
      [
        { name: 'new', wanted: steps(0, 40), ready: steps(0, 40), created: 20 },
        { name: 'old', wanted: steps(40, 80), ready: steps(40, 80), created: 10 },
      ],
      [image('v2', 'new', 0, 40), image('v1', 'old', 40, 80)],
    );

    expect(deploy).toMatchObject({ kind: 'rollback', fromVersion: 'v2', toVersion: 'v1' });
  });

  it('takes the images next to the rollout where pods do not tell their template', () => {
    const templates = [
      { name: 'a', wanted: [...steps(0, 30), ...steps(60, 90)], ready: [] },
      { name: 'b', wanted: steps(30, 60), ready: [] },
    ];
    const images = [image('v1', '', 0, 30), image('v2', '', 30, 60), { ...image('v1', '', 60, 90) }];

    expect(deploysOf(templates, images).map(({ fromVersion, toVersion }) => [fromVersion, toVersion])).toEqual([
      ['v1', 'v2'],
      ['v2', 'v1'],
    ]);
  });
});

describe('settingsWritten', () => {
  const at = (number: number, ...range: [number, number]) => steps(...range).map((time) => ({ at: time, number }));

  it('leaves out scaling', () => {
    const generations = [...at(1, 0, 10), ...at(2, 10, 20), ...at(3, 20, 30)];
    const replicas = [...at(2, 0, 10), ...at(5, 10, 20), ...at(5, 20, 30)];

    expect(settingsWritten({ generations, replicas }, STEP)).toEqual([19.5 * STEP]);
  });

  it('is not woken by a workload that was made anew', () => {
    expect(settingsWritten({ generations: [...at(9, 0, 10), ...at(1, 10, 20)], replicas: [] }, STEP)).toEqual([]);
  });
});

describe('writtenDeploys', () => {
  it('tells settings that came with an image once, as that image', () => {
    const told = writtenDeploys([9.5 * STEP], [image('v1', '', 0, 14), image('v2', '', 12, 40)], names, STEP);

    expect(told.map(({ kind, toVersion }) => [kind, toVersion])).toEqual([['version', 'v2']]);
  });

  it('tells settings alone where no pods are told of', () => {
    expect(writtenDeploys([9.5 * STEP], [], names, STEP)).toEqual([
      {
        service: 'shop',
        source: 'kube-state-metrics',
        kind: 'config',
        toVersion: 'settings or restart',
        at: 9.5 * STEP,
      },
    ]);
  });
});
