import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchFiles } from '../../src/app/watch-files.ts';
import { mountConfigMap } from '../support/config-map.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'burnscope-watch-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('watchFiles', () => {
  it('finds a change once', async () => {
    const file = write('a.yaml', 'one');
    const watch = watchFiles(() => [file]);
    const looks = [await watch.look(), await watch.look()];

    write('a.yaml', 'two');
    looks.push(await watch.look(), await watch.look());

    // The first look has nothing to compare with.
    expect(looks).toEqual([true, false, true, false]);
  });

  it('sees the swap of a ConfigMap, in which the watched path itself never changes', async () => {
    const map = mountConfigMap(join(folder, 'mnt'), { 'config.yaml': 'one' });
    const watch = watchFiles(() => [map.path('config.yaml')]);
    await watch.look();

    map.swap({ 'config.yaml': 'two' });

    expect(await watch.look()).toBe(true);
  });

  it('sees the rename by which editors save', async () => {
    const file = write('a.yaml', 'one');
    const watch = watchFiles(() => [file]);
    await watch.look();

    renameSync(write('.a.yaml.swp', 'two'), file);

    expect(await watch.look()).toBe(true);
  });

  it('sees a change that leaves size and time as they were', async () => {
    const file = write('a.yaml', 'one');
    utimesSync(file, 1, 1);
    const watch = watchFiles(() => [file]);
    await watch.look();

    write('a.yaml', 'two');
    utimesSync(file, 1, 1);

    expect(await watch.look()).toBe(true);
  });

  it('finds nothing changed by a touch, or by a file beside it', async () => {
    const file = write('a.yaml', 'one');
    const watch = watchFiles(() => [file]);
    await watch.look();

    utimesSync(file, 1, 1);
    write('b.yaml', 'new');

    expect(await watch.look()).toBe(false);
  });

  it('sees files come, go, and come back, and new names in its list', async () => {
    const list = [join(folder, 'late.yaml')];
    const watch = watchFiles(() => list);
    await watch.look();
    const looks: boolean[] = [];

    write('late.yaml', 'one');
    looks.push(await watch.look());
    rmSync(join(folder, 'late.yaml'));
    looks.push(await watch.look());
    list.push(write('another.yaml', 'one'));
    looks.push(await watch.look());

    expect(looks).toEqual([true, true, true]);
  });

  it('takes no byte out of a pipe and waits for none, and does not mind a folder or a circle of links', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    mkdirSync(join(folder, 'inner'));
    symlinkSync('circle', join(folder, 'circle'));
    const watch = watchFiles(() => [pipe, join(folder, 'inner'), join(folder, 'circle')]);

    expect([await watch.look(), await watch.look()]).toEqual([true, false]);
  });
});
