import { Failure } from '../core/failure.ts';

export type Gate = <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/** Lets so many calls run at once, the others in the order in which they came. Who is told to stop while waiting leaves the line. */
export function openGate(most: number): Gate {
  const line: (() => void)[] = [];
  let running = 0;
  const leave = () => {
    const next = line.shift();
    if (next === undefined) running--;
    else next();
  };
  return async (work, signal) => {
    if (running < most) running++;
    else await turn(line, signal);
    try {
      if (signal.aborted) throw cancelled(signal);
      return await work();
    } finally {
      leave();
    }
  };
}

function turn(line: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const enter = () => {
      signal.removeEventListener('abort', away);
      resolve();
    };
    const away = () => {
      line.splice(line.indexOf(enter), 1);
      reject(cancelled(signal));
    };
    if (signal.aborted) return reject(cancelled(signal));
    signal.addEventListener('abort', away, { once: true });
    line.push(enter);
  });
}

function cancelled(signal: AbortSignal): Failure {
  return new Failure('CANCELLED', 'no longer waited for', { retryable: true, cause: signal.reason });
}
