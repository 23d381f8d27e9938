import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { FilesSection } from '../../../src/adapters/stores/files/files-section.ts';
import type { FetchedProfiles, ProfileQuery } from '../../../src/pipeline/ports.ts';
import { describeProfileStore } from '../../contracts/profile-store.ts';
import { fakeCompute } from '../../support/fake-compute.ts';
import { NOON } from '../../support/sample-incident.ts';
import {
  connectTest,
  CPU,
  MINUTE,
  pprof,
  sampleFolder,
  stamp,
  WINDOW,
  type SampleFolder,
} from './files/sample-folder.ts';

const signal = new AbortController().signal;
const folders: SampleFolder[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

function newFolder(): SampleFolder {
  const folder = sampleFolder();
  folders.push(folder);
  return folder;
}

function profilesOf(fetched: FetchedProfiles): Extract<FetchedProfiles, { kind: 'profiles' }> {
  if (fetched.kind === 'empty') throw new Error(fetched.reason);
  return fetched;
}

const reasonOf = (fetched: FetchedProfiles) => (fetched.kind === 'empty' ? fetched.reason : 'there are some');

/** Minutes after noon at which the blocks begin. */
async function minutesOf(folder: SampleFolder, settings: Record<string, unknown>, query: ProfileQuery = CPU) {
  const { blocks } = profilesOf(await connectTest(folder.path, settings).fetch(query, signal));
  return blocks.map(({ interval }) => (interval.from - NOON) / MINUTE);
}

describeProfileStore('files', async (blocks) => {
  const folder = newFolder();
  for (const { labels, kind, interval, bytes } of blocks)
    folder.put(`${labels['service_name']}/${kind}/${labels['pod']}-${interval.from}.pprof`, bytes);
  return connectTest(folder.path, { pattern: '{service}/{type}/{instance}-{unix_ms}.pprof' });
});

describe('profiles in a folder', () => {
  it('begin when their names say, at the start or at the end', async () => {
    const folder = newFolder();
    for (const minute of [-1, 0, 5, 10, 11])
      folder.put(`shop/cpu/${stamp(NOON + minute * MINUTE)}.pprof`, pprof({ seconds: 60 }));

    expect(await minutesOf(folder, {})).toEqual([0, 5, 10]);
    expect(await minutesOf(folder, { timestamp: 'end' })).toEqual([4, 9, 10]);
  });

  it('begin when they say themselves where their names do not', async () => {
    const folder = newFolder();
    for (const minute of [-1, 3, 12])
      folder.put(`shop/p${minute}.pprof`, pprof({ at: NOON + minute * MINUTE }), NOON + 20 * MINUTE);

    expect(await minutesOf(folder, { pattern: '{service}/{*}.pprof' })).toEqual([3]);
  });

  it('begin exactly when they say themselves where their names say the minute', async () => {
    const folder = newFolder();
    folder.put('shop/2026-11-22/1412.pprof', pprof({ at: Date.parse('2026-11-22T14:12:30Z') }));
    folder.put('shop/2026-11-22/1413.pprof', pprof({ at: Date.parse('2026-01-01T00:00:00Z') }));

    expect(await minutesOf(folder, { pattern: '{service}/{yyyy}-{mm}-{dd}/{HH}{MM}.pprof' })).toEqual([3.5, 4]);
  });

  it('are long as they say, else as the configuration says', async () => {
    const folder = newFolder();
    folder.put(`shop/cpu/${stamp(NOON)}.pprof`, 'main;work 5\n');

    const store = connectTest(folder.path, { length: '30s' });
    const { blocks } = profilesOf(await store.fetch(CPU, signal));

    expect(blocks[0]!.interval).toEqual({ from: NOON, to: NOON + 30_000 });
  });

  it('may be JFR with several kinds, gzipped, and are read once for all of them', async () => {
    const folder = newFolder();
    const jfr = readFileSync('test/fixtures/profiles/jfr/ap-cpu-wall-lock.jfr.gz');
    folder.put(`shop/pod-1/${stamp(NOON)}.jfr.gz`, jfr);
    const real = fakeCompute();
    let inspected = 0;
    const inspect: typeof real.inspect = (bytes, given) => {
      inspected++;
      return real.inspect(bytes, given);
    };
    const store = connectTest(folder.path, { pattern: '{service}/{*}/{iso}.jfr.gz' }, { compute: { inspect } });

    const kinds: string[] = [];
    for (const kind of ['cpu', 'wall', 'block', 'mutex'] as const) {
      const fetched = await store.fetch({ ...CPU, kind }, signal);
      if (fetched.kind === 'profiles') kinds.push(...fetched.blocks.map((block) => `${block.kind} of ${block.pod}`));
    }

    expect(kinds).toEqual(['cpu of pod-1', 'wall of pod-1', 'block of pod-1']);
    expect(inspected).toBe(1);
  });

  it.each([
    ['all of one length', () => 15, 4],
    ['of changing lengths', (index: number) => (index === 10 ? 30 : 15), 20],
  ])('many %s are looked into as often as needed', async (_, secondsOf, expected) => {
    const folder = newFolder();
    for (let index = 0; index < 20; index++)
      folder.put(`shop/cpu/${stamp(NOON + index * 15_000)}.pprof`, pprof({ seconds: secondsOf(index) }));
    const real = fakeCompute();
    let inspected = 0;
    const inspect: typeof real.inspect = (bytes, given) => {
      inspected++;
      return real.inspect(bytes, given);
    };

    const { blocks } = profilesOf(await connectTest(folder.path, {}, { compute: { inspect } }).fetch(CPU, signal));

    expect(inspected).toBe(expected);
    expect(blocks.map(({ interval }) => (interval.to - interval.from) / 1000)).toEqual(
      Array.from({ length: 20 }, (__, index) => secondsOf(index)),
    );
  });

  it('of Go tell block from mutex by their names', async () => {
    const folder = newFolder();
    const block = readFileSync('test/fixtures/profiles/shop/v1.2.0-1-block.pprof');
    folder.put(`shop/block-${stamp(NOON)}.pprof`, block);
    folder.put(
      `shop/mutex-${stamp(NOON + MINUTE)}.pprof`,
      readFileSync('test/fixtures/profiles/shop/v1.2.0-1-mutex.pprof'),
    );
    const plain = { pattern: '{service}/{*}-{iso}.pprof' };

    expect(await minutesOf(folder, plain, { ...CPU, kind: 'block' })).toEqual([0]);
    expect(await minutesOf(folder, plain, { ...CPU, kind: 'mutex' })).toEqual([1]);
  });

  it('give wall time where there is no off-CPU time', async () => {
    const folder = newFolder();
    folder.put(`shop/wall/${stamp(NOON)}.pprof`, pprof({ type: 'wall' }));

    const { blocks, notices } = profilesOf(await connectTest(folder.path).fetch({ ...CPU, kind: 'off-cpu' }, signal));

    expect(blocks[0]!.kind).toBe('wall');
    expect(notices[0]).toBe('off-cpu is told by wall time.');
  });

  it('are known by the names that profefe, dd-trace-js and others give', async () => {
    const folder = newFolder();
    const xid = (at: number) => ((at / 1000) * 8).toString(32).padStart(7, '0').padEnd(20, '0');
    folder.put(`profefe/P0.team__shop/1/${xid(NOON)},dc=fra,version=v7`, pprof());
    folder.put(`dd/shop/cpu_worker_0_20261122T141000Z.pprof`, pprof());
    folder.put(`own/shop/contention-${stamp(NOON)}`, pprof({ type: 'delay' }));
    const ask = async (path: string, settings: Record<string, unknown>, query: ProfileQuery) =>
      profilesOf(await connectTest(`${folder.path}/${path}`, settings).fetch(query, signal)).blocks[0]!;

    const profefe = await ask(
      'profefe',
      { pattern: 'P0.{service}/{type}/{xid},{labels}' },
      { ...CPU, selector: { service_name: 'team/shop', dc: 'fra' } },
    );
    const dd = await ask('dd', { pattern: '{service}/{type}_worker_{instance}_{iso}.pprof', timestamp: 'end' }, CPU);
    const own = await ask(
      'own',
      { pattern: '{service}/{type}-{iso}', types: { contention: 'block' } },
      { ...CPU, kind: 'block' },
    );

    expect(profefe.labels).toEqual({ service_name: 'team/shop', dc: 'fra', version: 'v7' });
    expect([dd.pod, dd.interval.from]).toEqual(['0', NOON + 50_000]);
    expect(own.kind).toBe('block');
  });

  it('of a folder that is one service carry the labels of the configuration', async () => {
    const folder = newFolder();
    folder.put(`cpu/${stamp(NOON)}`, pprof());
    const settings = { pattern: '{type}/{iso}', labels: { service_name: 'shop', env: 'prod' } };

    const selector = { service_name: 'shop', env: 'prod' };
    const { blocks, notices } = profilesOf(
      await connectTest(folder.path, settings).fetch({ ...CPU, selector }, signal),
    );
    const other = await connectTest(folder.path, settings).fetch(
      { ...CPU, selector: { service_name: 'cart' } },
      signal,
    );

    expect(blocks[0]!.labels).toEqual(selector);
    expect(notices.join()).toContain('all pods count as one');
    expect(other.kind).toBe('empty');
  });

  it('are thinned evenly over window and pods where there are too many', async () => {
    const folder = newFolder();
    for (let second = 0; second < 400; second++)
      for (const pod of ['a', 'b']) folder.put(`shop/cpu/${pod}-${NOON + second * 1000}`, pprof());
    const store = connectTest(folder.path, { pattern: '{service}/{type}/{instance}-{unix_ms}' });

    const { blocks, notices } = profilesOf(await store.fetch(CPU, signal));

    expect(notices).toEqual(['Of 800 files 500 were read, evenly over the window and the pods.']);
    expect(blocks.filter(({ pod }) => pod === 'a')).toHaveLength(250);
    expect(blocks.at(-1)!.interval.from).toBeGreaterThan(NOON + 395_000);
  });
});

describe('where the folder has nothing', () => {
  it.each([
    ['no file at all', [], CPU, 'no file fits {service}/{type}/{iso}.pprof'],
    ['another service', [`cart/cpu/${stamp(NOON)}.pprof`], CPU, 'there are files of cart'],
    [
      'another time',
      [`shop/cpu/${stamp(NOON - 99 * MINUTE)}.pprof`, `shop/cpu/${stamp(NOON - 20 * MINUTE)}.pprof`],
      CPU,
      `the nearest is from about ${new Date(NOON - 20 * MINUTE).toISOString()}`,
    ],
    [
      'a label that no name tells',
      [`shop/cpu/${stamp(NOON)}.pprof`],
      { ...CPU, selector: { service_name: 'shop', zone: 'eu' } },
      'no name tells the label zone',
    ],
    ['memory profiles', [`shop/heap/${stamp(NOON)}.pprof`], CPU, 'no file fits'],
    [
      'a service that tries to leave the folder',
      [`shop/cpu/${stamp(NOON)}.pprof`],
      { ...CPU, selector: { service_name: '../..' } },
      'there are files of shop',
    ],
  ])('says so: %s', async (_, names, query, words) => {
    const folder = newFolder();
    for (const name of names) folder.put(name, pprof());

    const fetched = await connectTest(folder.path).fetch(query, signal);

    expect(reasonOf(fetched)).toContain(words);
    expect(fetched.asked).toContain(`${folder.path}/{service}/{type}/{iso}.pprof`);
  });

  it('fails where the folder itself is not there', async () => {
    await expect(connectTest('/nowhere/at/all').fetch(CPU, signal)).rejects.toMatchObject({
      code: 'PROFILE_STORE_UNAVAILABLE',
      message: '/nowhere/at/all cannot be read: it is not there',
    });
  });
});

describe('the settings of a folder', () => {
  it.each([
    [{ pattern: '{type}/{iso}' }, 'has no {service}: whose profiles are these?'],
    [{ pattern: '{service}{type}' }, 'has nothing between {service} and {type}'],
    [{ length: '2h' }, 'must be a duration from 1ms to 1h'],
    [{ types: { x: 'heap' } }, 'Invalid option'],
    [{ bucket: 's3://x' }, 'bucket'],
  ])('are refused: %j', (settings, words) => {
    const { error } = FilesSection.safeParse({ name: 'a', type: 'files', path: '/x', ...settings });

    expect(error?.message).toContain(words);
  });
});

it('answers to a window of which it holds half', async () => {
  const folder = newFolder();
  folder.put(`shop/cpu/${stamp(WINDOW.to - MINUTE)}.pprof`, pprof({ seconds: 60 }));

  expect(await minutesOf(folder, {})).toEqual([9]);
});
