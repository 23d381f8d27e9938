import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namePrefixes } from '../../../../src/adapters/stores/files/name-prefixes.ts';
import { spanOf } from '../../../../src/adapters/stores/files/name-time.ts';

const NOON = Date.parse('2026-11-22T12:00:00Z');
const HOUR = 3_600_000;
const stamps = { from: NOON, to: NOON + HOUR / 2 };
const selector = { service_name: 'team/shop' };
const of = (text: string, span = stamps) => namePrefixes(text, { selector, stamps: span });

describe('beginnings of wanted names', () => {
  it.each([
    ['profiles', ['profiles']],
    ['P0.{service}', ['P0.team/shop', 'P0.team__shop']],
    ['{type}', ['']],
    ['{instance}-{unix}.pprof', ['']],
    ['{yyyy}-{mm}-{dd}', ['2026-11-22']],
    ['{yyyy}', ['2026']],
    ['cpu-{yyyy}{mm}{dd}-{HH}{MM}{SS}.jfr', ['cpu-20261122-12']],
    ['{yyyy}-{instance}-{mm}', ['2026']],
    ['{unix}.pb.gz', ['1795348', '1795349', '1795350']],
    ['{unix_ms}', ['1795348', '1795349', '1795350']],
    ['{*}-{unix}', ['']],
  ])('%s', (text, prefixes) => {
    expect(of(text)).toEqual(prefixes);
  });

  it('are those of every hour, day or month in which the window lies', () => {
    expect(of('{yyyy}/', { from: NOON, to: NOON + 2 * HOUR })).toEqual(['2026']);
    expect(of('{yyyy}{mm}{dd}{HH}', { from: NOON - 1, to: NOON + HOUR })).toEqual([
      '2026112211',
      '2026112212',
      '2026112213',
    ]);
    expect(of('{yyyy}{mm}{dd}{HH}', { from: NOON, to: NOON + 48 * HOUR })).toEqual([
      '20261122',
      '20261123',
      '20261124',
    ]);
  });

  it('are few even where all digits turn over', () => {
    const turn = 1_800_000_000_000;

    const prefixes = of('{unix}', { from: turn - HOUR / 4, to: turn + HOUR / 4 });

    expect(prefixes.length).toBeLessThan(5);
    expect(Math.min(...prefixes.map(({ length }) => length))).toBeGreaterThan(5);
  });

  const times = fc.record({
    from: fc.integer({ min: Date.parse('2005-01-01'), max: Date.parse('2060-01-01') }),
    length: fc.integer({ min: 0, max: 3 * 24 * HOUR }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    zone: fc.integer({ min: -14, max: 14 }),
  });
  const XID = '0123456789abcdefghijklmnopqrstuv';
  const writers: Readonly<Record<string, (at: number, zone: number) => string>> = {
    '{unix}': (at) => String(Math.floor(at / 1000)),
    '{unix_ms}': (at) => String(at),
    '{yyyy}{mm}{dd}-{HH}{MM}{SS}': (at) =>
      new Date(at)
        .toISOString()
        .replaceAll(/[-:]|\..*/g, '')
        .replace('T', '-'),
    '{yyyy}-{mm}-{dd}_{HH}': (at) => new Date(at).toISOString().slice(0, 13).replace('T', '_'),
    '{iso}.pprof': (at, zone) => {
      const offset = `${zone < 0 ? '-' : '+'}${String(Math.abs(zone)).padStart(2, '0')}:00`;
      return `${new Date(at + zone * HOUR).toISOString().slice(0, -1)}${offset}.pprof`;
    },
    'x-{iso}': (at) => `x-${new Date(at).toISOString().replaceAll(/[-:]/g, '')}`,
    '{xid},{labels}': (at) => {
      let text = '';
      for (let rest = Math.floor(at / 1000) * 8 + 5; rest > 0; rest = Math.floor(rest / 32))
        text = XID[rest % 32] + text;
      return `${text}0123456789abc,a=b`;
    },
  };

  it.each(Object.entries(writers))('of %s never miss a name of that time', (text, write) => {
    fc.assert(
      fc.property(times, ({ from, length, share, zone }) => {
        const at = Math.floor(from + length * share);
        const name = write(at, zone);

        const prefixes = of(text, { from, to: from + length });

        expect(prefixes.some((prefix) => name.startsWith(prefix))).toBe(true);
      }),
    );
  });

  it('of xids are what the time in them is read from', () => {
    const [first = ''] = of('{xid}', { from: NOON, to: NOON + 1000 });

    const span = spanOf({ xid: first.padEnd(20, '0') });

    expect(Math.abs(span!.from - NOON)).toBeLessThan(HOUR);
  });
});
