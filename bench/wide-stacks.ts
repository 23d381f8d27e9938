const FUNCTIONS = 30_000;
const CALLEES = 6;
/** A stack branches off one of so many before it. */
const REMEMBERED = 50_000;
const LONGEST_TURN = 7;

export interface WideStack {
  /** Numbers of functions, root first. */
  readonly functions: readonly number[];
  readonly weight: number;
}

/**
 * Stacks that branch off earlier ones a few frames above the leaf, as those of recorded services do: three to four tree nodes per
 * stack (async-profiler 3.5, Go 3.2). No stack comes twice in a row; weights are heavy-tailed; always the same for the same seed.
 */
export function* wideStacks(count: number, seed: number, deepest: number): Generator<WideStack> {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const remembered: number[][] = [Array.from({ length: Math.ceil(deepest / 2) }, (_, at) => at)];
  for (let stack = 0; stack < count; stack++) {
    const from = remembered[Math.floor(random() * remembered.length)]!;
    const functions = from.slice(
      0,
      Math.max(3, Math.min(from.length, deepest - 2) - Math.floor(random() * LONGEST_TURN)),
    );
    const end = Math.min(deepest, functions.length + 1 + Math.floor(random() * LONGEST_TURN));
    while (functions.length < end) functions.push(callee(functions.at(-1)!, Math.floor(random() * CALLEES)));
    remembered[stack < REMEMBERED ? stack : Math.floor(random() * REMEMBERED)] = functions;
    yield { functions, weight: Math.ceil(1 / (0.02 + random())) };
  }
}

function callee(caller: number, choice: number): number {
  return 1 + ((Math.imul(caller * CALLEES + choice + 1, 0x9e3779b1) >>> 8) % (FUNCTIONS - 1));
}

/** Like those of a Go service with its libraries, about 40 characters. */
export function wideName(id: number): string {
  const home = id % 3 === 0 ? 'net/http/internal' : `example.com/wide/internal/pkg${id % 300}`;
  return id === 0 ? 'main.main' : `${home}.(*Type${id % 40}).Method${id}`;
}

export const WIDE_FUNCTIONS = FUNCTIONS;
