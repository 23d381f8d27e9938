import { MalformedProfile } from '../profile.ts';
import { closeCall, openCall, startCallClock } from './call-clock.ts';
import { listAt, numberAt, objectAt, type JsonObject } from './json-values.ts';
import { frameBehind } from './speedscope-frames.ts';
import type { StackTally } from './stack-tally.ts';

/** Opens and closes of one profile, in order; every open is closed, innermost first. */
export function tallyEvents(
  tally: StackTally,
  where: string,
  profile: JsonObject,
  numbers: readonly number[],
  factor: number,
): void {
  const { format, frames } = tally.draft;
  const events = listAt(format, `${where}.events`, profile['events']);
  const clock = startCallClock(tally, factor);
  const open: { readonly frame: number; readonly event: number }[] = [];
  for (let at = 0; at < events.length; at++) {
    const place = `${where}.events[${at}]`;
    const event = objectAt(format, place, events[at]);
    const time = numberAt(format, `${place}.at`, event['at']);
    if (time < clock.at) throw new MalformedProfile(format, `${place} is at ${time}, before the event in front of it`);
    const frame = frameBehind(numbers, `${place}.frame`, event['frame']);
    if (event['type'] === 'O') {
      openCall(clock, frame, time);
      open.push({ frame, event: at });
    } else if (event['type'] === 'C') {
      const innermost = open.pop();
      if (innermost?.frame !== frame)
        throw new MalformedProfile(format, `${place} closes ${nameOf(frame)}, but ${nameOf(innermost?.frame)} is open`);
      closeCall(clock, time);
    } else throw new MalformedProfile(format, `${place}.type is neither "O" nor "C"`);
  }
  const left = open.at(-1);
  if (left !== undefined)
    throw new MalformedProfile(
      format,
      `${where}.events[${left.event}] opens ${nameOf(left.frame)}, which is never closed`,
    );

  function nameOf(frame: number | undefined): string {
    return frame === undefined ? 'nothing' : JSON.stringify(frames[frame]!.name.slice(0, 100));
  }
}
