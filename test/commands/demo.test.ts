import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { demo } from '../../src/commands/demo/demo.ts';
import { readRecordings } from '../../src/commands/demo/recordings.ts';

const { TMPDIR } = process.env;
const folder = mkdtempSync(join(tmpdir(), 'burnscope-demo-test-'));
afterEach(() => {
  if (TMPDIR === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = TMPDIR;
  rmSync(folder, { recursive: true, force: true });
});

describe('burnscope demo --once', () => {
  it('tells its steps, the post that names the planted function and its commit, and where to look', async () => {
    process.env['TMPDIR'] = mkdtempSync(join(tmpdir(), 'burnscope-demo-test-'));
    const { truth } = readRecordings();
    const printed: string[] = [];

    const code = await demo(true, (line) => printed.push(line));
    const text = printed.join('\n');

    expect(code).toBe(0);
    expect(printed.filter((line) => /✓ .* \(\d+\.\d\d s\)$/.test(line))).toHaveLength(5);
    expect(text).toContain(`most of it in ${truth.functions[0]!.split('/').at(-1)!}`);
    expect(text).toContain(`changed in ${truth.culpritCommit.slice(0, 7)}`);
    expect(text).toMatch(/onset found, alert fired/);
    expect(text).toMatch(/Evidence: +http:\/\/127\.0\.0\.1:\d+\/incidents\/\S+signature=/);
    expect(text).toMatch(/Inbox: +http:\/\/127\.0\.0\.1:\d+\/inbox\?\S+signature=/);
    const picture = /Picture \(chat\): +(\S+)/.exec(text)![1]!;
    expect(await sharp(picture).metadata()).toMatchObject({ format: 'png', width: 1280 });
    // The pictures stay; the service's data does not.
    expect(readdirSync(dirname(picture)).sort()).toEqual(['chat.png', 'phone.png']);
    rmSync(process.env['TMPDIR'], { recursive: true, force: true });
  }, 60_000);

  it('says which step failed', async () => {
    const bare = join(folder, 'bare');
    expect(existsSync(bare)).toBe(false);
    process.env['TMPDIR'] = bare;

    await expect(demo(true, () => undefined)).rejects.toThrow(/step "a place for pictures and data" failed: ENOENT/);
  });
});
