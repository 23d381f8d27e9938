/**
 * Calls of one piece of work that brings something up to date: one runs, one waits, and whoever comes meanwhile is
 * served by the waiting one. It is ended when nobody waits for it any more.
 */
export function latestCall(work: (signal: AbortSignal) => Promise<void>): (signal: AbortSignal) => Promise<void> {
  interface Batch {
    waiting: number;
    readonly nobody: AbortController;
    readonly done: Promise<void>;
  }
  let last: Promise<unknown> = Promise.resolve();
  let next: Batch | undefined;

  function begin(): Batch {
    const nobody = new AbortController();
    const done = last.then(() => {
      if (!nobody.signal.aborted) next = undefined;
      return work(nobody.signal);
    });
    last = done.catch(() => undefined);
    return { waiting: 0, nobody, done };
  }

  return (signal) =>
    new Promise((resolve, reject) => {
      const batch = (next ??= begin());
      batch.waiting++;
      const leave = () => {
        if (--batch.waiting > 0) return;
        if (next === batch) next = undefined;
        batch.nobody.abort(signal.reason);
      };
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
      batch.done.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
}
