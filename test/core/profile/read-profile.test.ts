import { describe, expect, test } from 'vitest';
import { MalformedProfile } from '../../../src/core/profile/profile.ts';
import { readProfile } from '../../../src/core/profile/read-profile.ts';
import { profileFixture } from '../../support/profile-fixture.ts';

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

describe('readProfile', () => {
  test.each([
    ['shop/v1.2.0-1-cpu.pprof', 'pprof'],
    ['formats/pprof-rs.pb', 'pprof'],
    ['formats/google-pprof-wall.pb.gz', 'pprof'],
    ['formats/ap-jfrconv-lock-total-ns.collapsed', 'folded'],
    ['formats/py-spy-head.folded', 'folded'],
    ['jfr/till-jdk17.jfr.gz', 'jfr'],
  ])('knows %s as %s', (name, format) => {
    expect(readProfile(profileFixture(name)).format).toBe(format);
  });

  test('knows stacks that begin like markup or JSON', () => {
    expect(readProfile(text('<module> (main.py:1);f 1')).frames[0]!.name).toBe('<module>');
    expect(readProfile(text('[worker tid=7];f 1')).frames[0]!.name).toBe('[worker tid=7]');
  });

  test.each([
    ['nothing', new Uint8Array(), /empty/],
    ['blanks', text(' \n\n'), /blank/],
    ['HTML', text('<!doctype html><html>'), /HTML/],
    ['JSON', text('{"error": "no"}'), /JSON/],
    ['prose', text('upstream connect error'), /line 1 ends in "error"/],
    ['ELF', Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1]), /ELF/],
    ['JFR', Uint8Array.from([0x46, 0x4c, 0x52, 0, 0, 2]), /jfr profile: its first chunk is cut off/],
    ['gzip', Uint8Array.from([0x1f, 0x8b, 8]), /gzip/],
    ['xz', Uint8Array.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), /xz/],
    ['UTF-16', Uint8Array.from([0xff, 0xfe, 0x61, 0]), /UTF-16/],
    ['other bytes', Uint8Array.from([1, 2, 3, 4]), /pprof/],
  ])('refuses %s in one clear sentence', (_what, bytes, problem) => {
    expect(() => readProfile(bytes)).toThrow(MalformedProfile);
    expect(() => readProfile(bytes)).toThrow(problem);
  });
});
