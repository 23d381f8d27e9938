import { describe, expect, it } from 'vitest';
import { hastened, LATE_PROFILES_MS, nameWindow, refinementDue } from '../../../src/core/incident/refinement.ts';
import { WINDOW_RULES } from '../../../src/core/incident/window-rules.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2026-11-24T14:11:00Z');
const short = { from: NOW - 9 * MINUTE, to: NOW };
const full = { from: NOW - 40 * MINUTE, to: NOW - 10 * MINUTE };
const over = { from: NOW - 9 * MINUTE, to: NOW - MINUTE };

describe('refinementDue', () => {
  it('is when the longest window is recorded and pushed', () => {
    expect(refinementDue(short, NOW)).toBe(short.from + WINDOW_RULES.max + LATE_PROFILES_MS);
    expect(refinementDue(short, NOW, { ...WINDOW_RULES, max: 10 * MINUTE })).toBe(NOW + MINUTE + LATE_PROFILES_MS);
  });

  it('is never when the first answer had the whole window, or the whole burn', () => {
    expect(refinementDue(full, NOW)).toBeUndefined();
    expect(refinementDue(over, NOW)).toBeUndefined();
    expect(refinementDue(short, NOW, { ...WINDOW_RULES, max: 9 * MINUTE })).toBeUndefined();
  });
});

describe('hastened', () => {
  const due = NOW + 20 * MINUTE;

  it('does not wait for a window that will not fill, only for its last profiles', () => {
    expect(hastened(due, NOW - 1_000, NOW)).toBe(NOW - 1_000 + LATE_PROFILES_MS);
    expect(hastened(due, NOW - 9 * MINUTE, NOW)).toBe(NOW);
  });

  it('waits while it burns, and never for longer, whatever the clock of the sender says', () => {
    expect(hastened(due, undefined, NOW)).toBe(due);
    expect(hastened(due, NOW + 180 * MINUTE, NOW)).toBe(due);
  });
});

it('names what a second look has seen', () => {
  expect(nameWindow(full, NOW)).toBe('the full window (30 min)');
  expect(nameWindow(over, NOW)).toBe('the whole burn (8 min)');
  expect(nameWindow(short, NOW)).toBe('9 min of the burn');
  expect(nameWindow({ from: NOW - 20_000, to: NOW }, NOW)).toBe('20 s of the burn');
});
