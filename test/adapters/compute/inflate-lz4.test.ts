import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inflateProfile } from '../../../src/adapters/compute/inflate.ts';
import { MalformedProfile } from '../../../src/core/profile/profile.ts';
import { refusalOf } from '../../support/refusal-of.ts';

const MEGABYTE = 1024 * 1024;
const recorded = (name: string) =>
  readFileSync(new URL(`../../fixtures/profiles/lz4/${name}.folded.lz4`, import.meta.url));
const plain = Array.from({ length: 4000 }, (_, at) => `main;serve;step${(at * at) % 97};parse ${(at % 7) + 1}\n`).join(
  '',
);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('LZ4 frames', () => {
  it.each(['default', 'linked', 'checked', 'fast'])('as the lz4 command writes them are read: %s', (name) => {
    expect(textOf(inflateProfile(recorded(name), MEGABYTE))).toBe(plain);
  });

  it('in a row are one profile, and a frame without content is passed over', () => {
    const note = Buffer.from([0x5f, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

    const bytes = inflateProfile(Buffer.concat([recorded('linked'), note, recorded('checked')]), MEGABYTE);

    expect(textOf(bytes)).toBe(plain + plain);
  });

  it('are not unpacked beyond the cap', () => {
    const twice = Buffer.concat([recorded('default'), recorded('default')]);
    const before = process.memoryUsage().arrayBuffers;

    expect(() => inflateProfile(twice, plain.length * 2 - 1)).toThrow(
      new MalformedProfile('lz4', `it inflates to more than ${plain.length * 2 - 1} bytes`),
    );
    expect(() => inflateProfile(recorded('default'), 100)).toThrow('it inflates to more than 100 bytes');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * MEGABYTE);
  });

  it('a bomb of one block costs no more memory than the cap', () => {
    // Literal "a", then one match that repeats it 4 MB long, without checksums.
    const block = Buffer.concat([Buffer.from([0x1f, 0x61, 1, 0]), Buffer.alloc(16_448, 0xff), Buffer.from([0, 0x00])]);
    const head = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x40, 0x70, 0xdf]);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(block.length);
    const bomb = Buffer.concat([head, size, block, Buffer.alloc(4)]);

    expect(inflateProfile(bomb, 8 * MEGABYTE).length).toBeGreaterThan(3 * MEGABYTE);
    expect(() => inflateProfile(bomb, MEGABYTE)).toThrow('it inflates to more than 1 MB');
  });

  it('that are cut off are said to be, wherever', () => {
    const whole = recorded('checked');
    for (let length = 5; length < whole.length; length += 97)
      expect(() => inflateProfile(whole.subarray(0, length), MEGABYTE)).toThrow(/it is cut off/);
  });

  it('of which one bit is wrong are told by their checksums', () => {
    fc.assert(
      fc.property(fc.nat(recorded('checked').length - 5), fc.nat(7), (at, bit) => {
        const broken = Uint8Array.from(recorded('checked'));
        broken[4 + at]! ^= 1 << bit;
        expect(() => inflateProfile(broken, MEGABYTE)).toThrow(MalformedProfile);
      }),
    );
  });

  it('of any bytes behind a good head end as one sentence', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const frame = Buffer.concat([recorded('fast').subarray(0, 7), bytes]);
        const refusal = refusalOf(() => inflateProfile(frame, MEGABYTE)) ?? new MalformedProfile('lz4', 'none');
        expect(refusal).toBeInstanceOf(MalformedProfile);
      }),
    );
  });
});
