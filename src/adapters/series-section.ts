/** Settings of stores that keep profiles as series with labels. */
import { z } from 'zod';

/** Which labels say what, in the spelling that `name` admits. */
export function labelSettings(name: z.ZodString) {
  const names = z.union([name.transform((one) => [one]), z.array(name).min(1)]).optional();
  return {
    pod: names.describe('Which process a profile is of; the first that a series has. Left out: the usual names'),
    version: names.describe('Version or commit'),
    node: names.describe('The machine'),
  };
}

/** One profile type for each kind that needs it told. */
export function typeSettings(isType: (text: string) => boolean, error: string) {
  const type = z.string().refine(isType, { error }).optional();
  return z.strictObject({ cpu: type, block: type, mutex: type, 'off-cpu': type, wall: type }).prefault({});
}
