export type SharedCalls<T> = (signal: AbortSignal, key: string, work: () => Promise<T>) => Promise<T>;

/** Calls that are under way for the same signal are shared: one incident asks the same for each kind of profile, all at once. */
export function shareCalls<T>(): SharedCalls<T> {
  const running = new WeakMap<AbortSignal, Map<string, Promise<T>>>();
  return async (signal, key, work) => {
    const calls = running.get(signal) ?? new Map<string, Promise<T>>();
    running.set(signal, calls);
    const earlier = calls.get(key);
    if (earlier !== undefined) return earlier;
    const call = work().finally(() => calls.delete(key));
    calls.set(key, call);
    return call;
  };
}
