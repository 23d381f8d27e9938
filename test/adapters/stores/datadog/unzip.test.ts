import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unzip } from '../../../../src/adapters/stores/datadog/unzip.ts';
import { writeZip, type ZipFile } from '../../../support/write-zip.ts';

const MEGABYTE = 1024 * 1024;
const RULES = { mostBytes: MEGABYTE, isWanted: () => true };
const some = Buffer.from('a profile, or so');

const namesOf = ({ files }: Awaited<ReturnType<typeof unzip>>) => files.map(({ name }) => name);
const reasonsOf = ({ left }: Awaited<ReturnType<typeof unzip>>) => left.map(([, why]) => why);

describe('archives of profiles', () => {
  it('give their files, packed or not, in folders too', async () => {
    const zip = writeZip([
      { name: 'cpu.pprof', bytes: some },
      { name: 'profiles/wall.pprof', bytes: gzipSync(some), stored: true },
      { name: 'profiles/', bytes: Buffer.alloc(0), stored: true },
    ]);

    const read = await unzip('event', zip, RULES);

    expect(read.files.map(({ name, bytes }) => [name, bytes.length])).toEqual([
      ['cpu.pprof', some.length],
      ['wall.pprof', gzipSync(some).length],
    ]);
    expect(read.left).toEqual([]);
  });

  it('are passed through where they are none', async () => {
    expect(await unzip('event', some, RULES)).toEqual({ files: [{ name: 'event', bytes: some }], left: [] });
  });

  it('without files give none', async () => {
    expect(await unzip('event', writeZip([]), RULES)).toEqual({ files: [], left: [] });
  });

  it('are not unpacked where nobody wants a file', async () => {
    const zip = writeZip([
      { name: 'metrics.json', bytes: some, saysCrc: 1 },
      { name: 'cpu.pprof', bytes: some },
    ]);

    const read = await unzip('event', zip, { ...RULES, isWanted: (name) => name.endsWith('.pprof') });

    expect(namesOf(read)).toEqual(['cpu.pprof']);
    expect(read.left).toEqual([]);
  });

  it('may name their files as they like: a name leads nowhere', async () => {
    const names = ['../../etc/passwd', '/etc/cron.d/x', String.raw`..\..\boot.ini`, 'C:\\x', 'a\u0000b', '..', ''];
    const zip = writeZip(names.map((name) => ({ name, bytes: some })));

    expect(namesOf(await unzip('event', zip, RULES))).toEqual(['passwd', 'x', 'boot.ini', 'x', 'a b', '..']);
  });

  it('that are bombs cost no more than there is room for', async () => {
    const bomb = writeZip([{ name: 'cpu.pprof', bytes: Buffer.alloc(64 * MEGABYTE) }]);
    const before = process.memoryUsage().arrayBuffers;

    const read = await unzip('event', bomb, RULES);

    expect(reasonsOf(read)).toEqual(['the archive unpacks to more than is kept']);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * MEGABYTE);
  });

  it('that lie about the size of a bomb cost no more either', async () => {
    const bomb = writeZip([{ name: 'cpu.pprof', bytes: Buffer.alloc(64 * MEGABYTE), saysSize: 100 }]);
    const before = process.memoryUsage().arrayBuffers;

    const read = await unzip('event', bomb, RULES);

    expect(reasonsOf(read)).toEqual([expect.stringMatching(/^it is damaged \(too many bytes/)]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * MEGABYTE);
  });

  it('of many small bombs are counted together', async () => {
    const files = Array.from({ length: 5 }, (_, at) => ({ name: `${at}.pprof`, bytes: Buffer.alloc(MEGABYTE / 3) }));

    const read = await unzip('event', writeZip(files), RULES);

    expect(namesOf(read)).toEqual(['0.pprof', '1.pprof', '2.pprof']);
    expect(reasonsOf(read)).toEqual(Array(2).fill('the archive unpacks to more than is kept'));
  });

  it('of endless files are read up to their number', async () => {
    const files = Array.from({ length: 300 }, (_, at) => ({ name: `${at}.pprof`, bytes: some }));

    const read = await unzip('event', writeZip(files), RULES);

    expect(namesOf(read)).toHaveLength(100);
    expect(reasonsOf(read)).toEqual(['it holds more than 100 files']);
  });

  it.each<[string, Partial<ZipFile>, RegExp]>([
    ['a wrong checksum', { saysCrc: 1 }, /checksum/],
    ['a size too long', { saysSize: 500 }, /damaged \(not enough bytes/],
    ['encryption', { flags: 1 }, /encrypted/],
    ['a method that nobody knows', { method: 99 }, /damaged \(unsupported compression method: 99/],
  ])('with %s lose that file and no other', async (_, lie, why) => {
    const zip = writeZip([
      { name: 'bad.pprof', bytes: some, ...lie },
      { name: 'good.pprof', bytes: some },
    ]);

    const read = await unzip('event', zip, RULES);

    expect(namesOf(read)).toEqual(['good.pprof']);
    expect(reasonsOf(read)).toEqual([expect.stringMatching(why)]);
  });

  it('that break off anywhere end as a reason', async () => {
    const whole = writeZip([{ name: 'cpu.pprof', bytes: some }]);
    for (let length = 4; length < whole.length; length++) {
      const read = await unzip('event', whole.subarray(0, length), RULES);
      expect(reasonsOf(read)).toEqual([expect.stringMatching(/^the archive is damaged/)]);
    }
  });

  it('of which any bytes are wrong are bounded and end as files or reasons', async () => {
    const whole = writeZip([
      { name: 'cpu.pprof', bytes: Buffer.alloc(3000, 7) },
      { name: 'wall.pprof', bytes: some, stored: true },
    ]);
    const change = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 5 }), fc.nat(5000), async (changes, mostBytes) => {
        const broken = Uint8Array.from(whole);
        for (const { at, byte } of changes) broken[at] = byte;
        broken.set([0x50, 0x4b, 3]);

        const read = await unzip('event', broken, { ...RULES, mostBytes });

        expect(read.files.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThanOrEqual(mostBytes);
        expect(read.files.every(({ name }) => !/[/\\\p{Cc}]/u.test(name))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('of any files within the room come back whole', async () => {
    const file = fc.record({
      name: fc.stringMatching(/^[a-z]{1,12}\.pprof$/),
      bytes: fc.uint8Array({ maxLength: 2000 }),
      stored: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(file, { maxLength: 20 }), async (files) => {
        const read = await unzip('event', writeZip(files), RULES);

        expect(read.files.map(({ name, bytes }) => [name, Buffer.from(bytes).toString('hex')])).toEqual(
          files.map(({ name, bytes }) => [name, Buffer.from(bytes).toString('hex')]),
        );
      }),
      { numRuns: 50 },
    );
  });
});
