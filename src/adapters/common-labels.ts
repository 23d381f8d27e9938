import type { Labels } from '../core/alert/alert.ts';

/** What all say alike: a version that changed in between is no version of the whole. */
export function commonLabels(all: readonly Labels[]): Labels {
  const [first, ...others] = all;
  return Object.fromEntries(
    Object.entries(first ?? {}).filter(([name, text]) => others.every((labels) => labels[name] === text)),
  );
}
