import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { connectTo, makeRepository, opened, soon, type MadeRepository } from './make-repository.ts';

const folder = mkdtempSync(join(tmpdir(), 'burnscope-mirror-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
/** A repository with v1 and v2, and an empty folder for its mirror. */
function make(): MadeRepository & { readonly mirrors: string } {
  const made = makeRepository(join(folder, `made${++count}`));
  made.commit('first', { 'a.go': 'one\n' });
  made.git('tag', 'v1');
  made.commit('second', { 'a.go': 'two\n' });
  made.git('tag', 'v2');
  const mirrors = join(folder, `mirrors${count}`);
  return { ...made, mirrors };
}

const mirrorIn = (mirrors: string) =>
  join(
    mirrors,
    readdirSync(mirrors).find((name) => name.endsWith('.git'))!,
  );
const mirrored = 'mirrored a repository';
const longAgo = new Date(Date.now() - 86_400_000);

describe('a mirror', () => {
  it('is made once, however many ask at once, in this process and another', async () => {
    const { folder: source, mirrors } = make();
    const [here, there] = [connectTo(source, mirrors), connectTo(source, mirrors)];

    await Promise.all([opened(here), opened(there), opened(here), opened(here)]);

    expect([...here.log.lines, ...there.log.lines].filter(({ message }) => message === mirrored)).toHaveLength(1);
    expect(readdirSync(mirrors).filter((name) => name.endsWith('.lock'))).toEqual([]);
  });

  it('is shared by services of one address, each with its own settings', async () => {
    const { folder: source, mirrors } = make();
    const both = connectTo(source, mirrors, {
      service: ['cart', 'shop-*'],
      root: './services/shop/',
      source_maps: join(folder, 'maps'),
      prefixes: [
        { from: '/app/', to: '' },
        { from: '/app/dist/', to: 'src/' },
      ],
    });

    const repository = await opened(both, 'shop-eu');
    await opened(both, 'cart');
    mkdirSync(join(folder, 'maps'));
    writeFileSync(join(folder, 'maps/server.js.map'), '{}');

    expect(await repository.sourceMap?.('/app/server.js', soon())).toBe('{}');
    expect(repository.paths).toEqual({
      root: 'services/shop',
      prefixes: [
        { from: '/app/dist/', to: 'src/' },
        { from: '/app/', to: '' },
      ],
    });
    expect(readdirSync(mirrors).filter((name) => name.endsWith('.git'))).toHaveLength(1);
    expect(await both.open('shops', soon())).toMatchObject({ kind: 'unknown' });
  });

  it('goes on being made for the next question when the first no longer waits', async () => {
    const { folder: source, mirrors } = make();
    const repositories = connectTo(source, mirrors);
    const running = new AbortController();
    const away = AbortSignal.abort();
    rmSync(mirrors, { recursive: true, force: true });
    renameSync(source, `${source}.away`);
    await repositories.mirrorAll(running.signal);
    renameSync(`${source}.away`, source);

    await expect(repositories.open('shop', away)).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect.poll(() => repositories.log.lines.some(({ message }) => message === mirrored)).toBe(true);

    expect(repositories.log.lines[0]).toMatchObject({ level: 'warn', message: 'a repository could not be mirrored' });
    running.abort();
  });

  it('takes over from a process that was killed: its lock, half a clone, locks of git', async () => {
    const made = make();
    const { folder: source, mirrors } = made;
    await opened(connectTo(source, mirrors));
    const mirror = mirrorIn(mirrors);
    renameSync(mirror, `${mirror}.1234.partial`);
    writeFileSync(`${mirror}.lock`, 'somebody');
    utimesSync(`${mirror}.lock`, longAgo, longAgo);

    const repository = await opened(connectTo(source, mirrors));
    for (const name of ['packed-refs.lock', 'objects/pack/tmp_pack_x1', 'refs/heads/main.lock']) {
      mkdirSync(join(mirror, name, '..'), { recursive: true });
      writeFileSync(join(mirror, name), '');
      utimesSync(join(mirror, name), longAgo, longAgo);
    }
    made.commit('third', {});
    made.git('tag', 'v3');

    expect(await repository.range('v2', 'v3', soon())).toMatchObject({ kind: 'range', total: 1 });
    expect(readdirSync(mirrors).filter((name) => /partial|lock/.test(name))).toEqual([]);
    expect(readdirSync(join(mirror, 'objects/pack'))).not.toContain('tmp_pack_x1');
  });

  it('waits for a process that is at work, no longer than it is asked to', async () => {
    const { folder: source, mirrors } = make();
    await opened(connectTo(source, mirrors));
    const mirror = mirrorIn(mirrors);
    rmSync(mirror, { recursive: true });
    writeFileSync(`${mirror}.lock`, 'somebody');

    const waiting = connectTo(source, mirrors).open('shop', AbortSignal.timeout(300));

    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED', retryable: true });
    expect(readdirSync(mirrors)).toContain(`${mirror.slice(mirrors.length + 1)}.lock`);
  });

  it('stays small: what is larger is refused, with nothing left of it', async () => {
    const made = make();
    made.commit('large', { 'noise.bin': randomBytes(3_000_000) });

    const opening = connectTo(made.folder, made.mirrors, { max_bytes: 2_000_000 }).open('shop', soon());

    await expect(opening).rejects.toMatchObject({
      code: 'GIT_UNAVAILABLE',
      retryable: false,
      message: `${made.folder} is larger than the max_bytes of its mirror, 2 MB`,
    });
    expect(readdirSync(made.mirrors).filter((name) => /git$|partial$/.test(name))).toEqual([]);
  });

  it('that broke is set aside and made anew, loudly', async () => {
    const { folder: source, mirrors, git } = make();
    const repositories = connectTo(source, mirrors);
    const repository = await opened(repositories);
    const objects = join(mirrorIn(mirrors), 'objects');
    rmSync(objects, { recursive: true });
    mkdirSync(objects);

    expect(await repository.range('v1', 'v2', soon())).toMatchObject({ kind: 'range', total: 1 });

    expect(repositories.log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'a mirror is broken and is cloned anew' }),
    );
    expect((await repository.tree(git('rev-parse', 'v2'), soon())).size).toBe(1);
  });

  it('that lacks one file is made anew, once; then the file is not there', async () => {
    const { folder: source, mirrors, git } = make();
    const repositories = connectTo(source, mirrors);
    const repository = await opened(repositories);
    const blob = git('rev-parse', 'v1:a.go');
    const loose = (place: string) => join(place, 'objects', blob.slice(0, 2), blob.slice(2));
    rmSync(loose(mirrorIn(mirrors)));

    expect((await repository.texts([blob], soon())).get(blob)).toBe('one\n');

    rmSync(loose(mirrorIn(mirrors)), { force: true });
    expect(await repository.texts([blob], soon())).toEqual(new Map());
    expect(repositories.log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  it('of a shallow clone is not used until the clone has its history', async () => {
    const { folder: source, mirrors } = make();
    const shallow = join(folder, `shallow${count}`);
    makeRepository(folder).git('clone', '--quiet', '--depth=1', `file://${source}`, shallow);

    expect(await connectTo(shallow, mirrors).open('shop', soon())).toEqual({
      kind: 'unknown',
      reason: 'the repository is a shallow clone, which lacks the history that tells who wrote what',
    });

    makeRepository(shallow).git('fetch', '--quiet', '--unshallow', '--tags');
    const repository = await opened(connectTo(shallow, mirrors));
    expect(await repository.range('v1', 'v2', soon())).toMatchObject({ kind: 'range', total: 1 });
  });

  it('merges its packs before there are many, and forgets nothing', async () => {
    const made = make();
    const repositories = connectTo(made.folder, made.mirrors);
    const repository = await opened(repositories);
    made.git('switch', '--quiet', '-c', 'pushed-away');
    const away = made.commit('pushed away', {});
    await repositories.refresh('shop', soon());
    made.git('switch', '--quiet', 'main');
    made.git('branch', '--quiet', '-D', 'pushed-away');
    for (let index = 0; index < 24; index++) {
      made.commit(`commit ${index}`, { [`f${index}`]: `${index}` });
      await repositories.refresh('shop', soon());
    }

    const packs = readdirSync(join(mirrorIn(made.mirrors), 'objects/pack')).filter((name) => name.endsWith('.pack'));
    expect(packs.length).toBeLessThanOrEqual(21);
    expect(await repository.range('v2', away, soon())).toMatchObject({ commits: [{ subject: 'pushed away' }] });
  });
});

describe('revisions that were pushed away', () => {
  it('are fetched by their hash where the host still has them', async () => {
    const made = make();
    const repository = await opened(connectTo(made.folder, made.mirrors));
    const away = made.commit('pushed away', { 'a.go': 'three\n' });
    made.git('reset', '--quiet', '--hard', 'v2');

    expect(await repository.range('v2', away, soon())).toMatchObject({ commits: [{ subject: 'pushed away' }] });
  });

  it('are else named as what they may be', async () => {
    const { folder: source, mirrors } = make();
    const repository = await opened(connectTo(source, mirrors));

    for (const hash of ['deadbeef', 'deadbeef'.repeat(5)]) {
      expect(await repository.range('v1', hash, soon())).toEqual({
        kind: 'unknown',
        reason: `the repository knows no revision ${hash}; it may have been force-pushed away`,
      });
    }
  });
});

describe('bringing up to date', () => {
  it('is done for a branch that may have moved, and an older state serves where it cannot be', async () => {
    const made = make();
    const repositories = connectTo(made.folder, made.mirrors);
    const repository = await opened(repositories);
    const outdated = () => utimesSync(join(mirrorIn(made.mirrors), 'burnscope-fetched'), longAgo, longAgo);
    made.commit('third', {});
    outdated();

    expect(await repository.range('v1', 'main', soon())).toMatchObject({ total: 2 });

    renameSync(made.folder, `${made.folder}.away`);
    outdated();
    expect(await repository.range('v1', 'main', soon())).toMatchObject({ total: 2 });
    expect(repositories.log.lines.at(-1)).toMatchObject({ message: 'a mirror could not be brought up to date' });
    await expect(repository.range('v1', 'v9', soon())).rejects.toMatchObject({
      code: 'GIT_UNAVAILABLE',
      message: expect.stringMatching(/^the repository knows no revision v9, and the newest could not be fetched: /),
    });
  });
});
