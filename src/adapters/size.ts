import { z } from 'zod';

const UNITS: Readonly<Record<string, number>> = {
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};
const LEAST_BYTES = 10e6;

/** A size such as 20GB or 512MiB, in bytes. */
export const Size = z
  .string()
  .regex(/^\d+(\.\d+)? ?([KMGT]i?B)$/, {
    error: 'is no size: a number and KB, MB, GB, TB, KiB, MiB, GiB or TiB, such as 20GB',
    abort: true,
  })
  .transform((text, context) => {
    const [, digits = '', unit = ''] = /^([\d.]+) ?(\w+)$/.exec(text) ?? [];
    const bytes = Number(digits) * (UNITS[unit] ?? Number.NaN);
    if (bytes >= LEAST_BYTES) return bytes;
    context.addIssue({ code: 'custom', message: 'must be at least 10MB' });
    return z.NEVER;
  });
