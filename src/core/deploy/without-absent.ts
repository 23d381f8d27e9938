/** T with every optional fact spelt out, perhaps as undefined. */
type SpeltOut<T> = { readonly [K in keyof T]: undefined extends T[K] ? T[K] | undefined : T[K] };

/** The same facts without those that nobody told. */
export function withoutAbsent<T extends object>(facts: SpeltOut<T>): T {
  // Object.fromEntries knows nothing of its keys; only optional ones can be left out.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined)) as T;
}
