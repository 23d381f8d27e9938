import process from 'node:process';

/** Resolves with the first SIGTERM or SIGINT; a second one ends the process at once, for people in a hurry. */
export function untilInterrupted(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let interrupted = false;
    const listen = (signal: NodeJS.Signals) => {
      if (interrupted) process.exit(signal === 'SIGINT' ? 130 : 143);
      interrupted = true;
      resolve(signal);
    };
    process.on('SIGTERM', listen);
    process.on('SIGINT', listen);
  });
}

export interface Hangups {
  /** Calls `work` for each SIGHUP from now on, and once for those that came before. */
  answer(work: () => void): void;
}

/** From the moment of this call SIGHUP does not end the process any more. */
export function listenForHangups(): Hangups {
  let early = false;
  let answer = (): void => {
    early = true;
  };
  process.on('SIGHUP', () => answer());
  return {
    answer(work) {
      answer = work;
      if (early) work();
    },
  };
}
