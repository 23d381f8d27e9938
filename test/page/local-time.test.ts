import { expect, it } from 'vitest';
import { localTime } from '../../src/page/local-time.ts';

it('says a time where the reader is, with the name of the zone', () => {
  expect(localTime('2026-11-22T14:09:00.000Z', 'en-GB', 'Europe/Berlin')).toBe('22 Nov 2026, 15:09:00 CET');
  expect(localTime('2026-11-22T23:59:59Z', 'en-GB', 'UTC')).toBe('22 Nov 2026, 23:59:59 UTC');
});

it('leaves alone what is no time', () => {
  expect(localTime('')).toBeUndefined();
  expect(localTime('soon')).toBeUndefined();
});
