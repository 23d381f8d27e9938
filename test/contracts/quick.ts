/** Settings of a database that make the queue's contract quick. */
export const QUICK = { investigations: 2, retries: { limit: 1, firstDelaySeconds: 1 }, graceMs: 200 } as const;
