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
