import { z } from 'zod';
import { S3Section } from '../adapters/s3-section.ts';
import { Size } from '../adapters/size.ts';
import { duration } from './settings-schema.ts';

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
  deploys: z
    .strictObject({ keep: duration('1d', '10y').prefault('30d').describe('Deploys, with the pages of their checks') })
    .prefault({}),
  s3: S3Section.optional().describe('Bucket for profiles and evidence; left out: files below path'),
});
