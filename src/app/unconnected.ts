/** A configuration that reads well, but whose neighbours cannot be connected: all that is wrong, one sentence each. */
export class Unconnected extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'Unconnected';
    this.problems = problems;
  }
}

export interface Attempts {
  /** Runs the work; what it throws is kept, with this in front of it, and `undefined` answers. */
  readonly attempt: <T>(place: string, work: () => T) => T | undefined;
  /** Throws everything that was kept, once. */
  readonly settle: () => void;
}

/** For steps that can each fail, so that a person learns of all failures at once. */
export function attempts(): Attempts {
  const problems: string[] = [];
  return {
    attempt(place, work) {
      try {
        return work();
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        problems.push(...message.split('\n').map((line) => place + line));
        return undefined;
      }
    },
    settle() {
      if (problems.length > 0) throw new Unconnected(problems);
    },
  };
}
