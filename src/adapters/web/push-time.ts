import type { Instant, Window } from '../../core/instant.ts';
import { BadPush } from './push-refusal.ts';

/**
 * `from` and `until` of a push: seconds, milliseconds, microseconds or nanoseconds since the epoch, told apart by
 * their size, or ISO 8601. Absent when either is missing; the profile's own time counts then.
 */
export function readPushInterval(from: string | undefined, until: string | undefined): Window | undefined {
  const [start, end] = [readPushTime('from', from), readPushTime('until', until)];
  if (start === undefined || end === undefined) return undefined;
  if (end < start) throw new BadPush('until: lies before from');
  return { from: start, to: end };
}

function readPushTime(parameter: string, text: string | undefined): Instant | undefined {
  if (text === undefined || text === '') return undefined;
  const at = /^\d+(\.\d+)?$/.test(text) ? scale(Number(text)) : Date.parse(text);
  // The range of a JavaScript date.
  if (!Number.isFinite(at) || Math.abs(at) > 8.64e15) {
    throw new BadPush(`${parameter}: ${JSON.stringify(text.slice(0, 80))} is no time`);
  }
  return Math.round(at);
}

/** Seconds reach 1e11 in the year 5138, milliseconds 1e14 likewise, and so on. */
function scale(count: number): number {
  if (count < 1e11) return count * 1000;
  if (count < 1e14) return count;
  return count < 1e17 ? count / 1000 : count / 1e6;
}
