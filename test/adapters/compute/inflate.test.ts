import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inflateProfile } from '../../../src/adapters/compute/inflate.ts';
import { MalformedProfile } from '../../../src/core/profile/profile.ts';

const MEGABYTE = 1024 * 1024;
const plain = new TextEncoder().encode('main;a 1\n'.repeat(500));

describe('inflateProfile', () => {
  test.each([
    ['plain bytes', (bytes: Uint8Array) => bytes],
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ])('reads %s', (_what, pack) => {
    expect(Buffer.from(inflateProfile(pack(plain), MEGABYTE)).equals(plain)).toBe(true);
  });

  test.each([
    ['gzip members', gzipSync],
    ['zstd frames', zstdCompressSync],
  ])('reads several %s as one', (_what, pack) => {
    const parts = [plain.subarray(0, 700), plain.subarray(700, 701), plain.subarray(701)];

    expect(Buffer.from(inflateProfile(Buffer.concat(parts.map((part) => pack(part))), MEGABYTE)).equals(plain)).toBe(
      true,
    );
  });

  test.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ])('stops at the cap inside a %s bomb of 100 MB', (format, pack) => {
    const bomb = pack(Buffer.alloc(100 * MEGABYTE));
    const before = process.memoryUsage().arrayBuffers;

    expect(() => inflateProfile(bomb, 16 * MEGABYTE)).toThrow(
      new MalformedProfile(format, 'it inflates to more than 16 MB'),
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 * MEGABYTE);
  });

  test('counts the cap over all members and frames', () => {
    for (const pack of [gzipSync, zstdCompressSync]) {
      const twice = Buffer.concat([pack(plain), pack(plain)]);
      expect(() => inflateProfile(twice, plain.length * 2 - 1)).toThrow(/inflates to more than/);
      expect(() => inflateProfile(twice, plain.length)).toThrow(/inflates to more than/);
      expect(inflateProfile(twice, plain.length * 2)).toHaveLength(plain.length * 2);
    }
  });

  test('refuses plain bytes over the cap', () => {
    expect(() => inflateProfile(plain, 100)).toThrow(/larger than 100 bytes/);
  });

  test('refuses a zstd file of endless empty frames', () => {
    const empty = zstdCompressSync(new Uint8Array());

    expect(() => inflateProfile(Buffer.concat(Array.from({ length: 1_001 }, () => empty)), MEGABYTE)).toThrow(
      /more than 1000 frames/,
    );
  });

  test('says that a file is cut off', () => {
    for (const pack of [gzipSync, zstdCompressSync]) {
      const whole = pack(plain);
      for (let length = 10; length < whole.length; length++)
        expect(() => inflateProfile(whole.subarray(0, length), MEGABYTE)).toThrow(/it is cut off/);
    }
  });

  test('says that a file is damaged, and throws nothing but MalformedProfile', () => {
    const whole = gzipSync(plain);
    const damaged = whole.map((byte, at) => (at === whole.length - 6 ? byte ^ 1 : byte));
    expect(() => inflateProfile(damaged, MEGABYTE)).toThrow(/it is damaged \(incorrect data check\)/);

    fc.assert(
      fc.property(
        fc.constantFrom(gzipSync(plain), zstdCompressSync(plain)),
        fc.nat(1000),
        fc.nat(7),
        (packed, at, bit) => {
          const bytes = Uint8Array.from(packed);
          bytes[at % bytes.length]! ^= 1 << bit;
          try {
            return inflateProfile(bytes, MEGABYTE).length >= 0;
          } catch (error) {
            return error instanceof MalformedProfile;
          }
        },
      ),
    );
  });
});
