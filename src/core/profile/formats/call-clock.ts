import { addAmount, EMPTY_STACK, stackCalling, type StackTally } from './stack-tally.ts';

/** Stacks out of opens and closes: whatever is on top when time passes gets it. */
export interface CallClock {
  readonly tally: StackTally;
  /** Stacks that are open, the innermost last. */
  readonly open: number[];
  /** What one tick of the clock adds to the tally. */
  readonly scale: number;
  at: number;
}

export function startCallClock(tally: StackTally, scale: number): CallClock {
  return { tally, open: [], scale, at: Number.NEGATIVE_INFINITY };
}

/** Moves the clock; time never goes back. */
function passTime(clock: CallClock, at: number): void {
  const running = clock.open.at(-1);
  if (running !== undefined && at > clock.at) addAmount(clock.tally, running, 0, (at - clock.at) * clock.scale);
  clock.at = Math.max(clock.at, at);
}

export function openCall(clock: CallClock, frame: number, at: number): void {
  passTime(clock, at);
  clock.open.push(stackCalling(clock.tally, clock.open.at(-1) ?? EMPTY_STACK, frame));
}

/** Closes the innermost call. */
export function closeCall(clock: CallClock, at: number): void {
  passTime(clock, at);
  clock.open.pop();
}
