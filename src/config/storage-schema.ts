import { z } from 'zod';
import { S3Section } from '../adapters/s3-section.ts';
import { duration } from './settings-schema.ts';

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
const Size = z
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

const Profiles = z.strictObject({
  keep: duration('1h', '5y').prefault('14d').describe('Age after which profiles of the embedded store are removed'),
  max_bytes: Size.prefault('20GB').describe('Size above which the oldest profiles are removed'),
  compact_after: duration('1h', '5y')
    .prefault('6h')
    .describe('Age after which the profiles of a process are merged into five minutes each'),
});

export const StorageSection = z.strictObject({
  path: z.string().default('./data'),
  profiles: Profiles.prefault({}),
  evidence: z
    .strictObject({ keep: duration('1d', '10y').prefault('90d').describe('Incidents with their pages and files') })
    .prefault({}),
  deliveries: z
    .strictObject({ keep: duration('1h', '10y').prefault('30d').describe('What senders of alerts delivered') })
    .prefault({}),
  s3: S3Section.optional().describe('Bucket for profiles and evidence; left out: files below path'),
});
