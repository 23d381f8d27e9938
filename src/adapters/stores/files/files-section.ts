import { z } from 'zod';
import { parseDuration } from '../../../core/alert/duration.ts';
import { S3Section } from '../../s3-section.ts';
import { hasToken, parsePattern, patternProblem } from './pattern.ts';

const MOST_LENGTH_SECONDS = 3600;

export const FilesSection = z
  .strictObject({
    name: z.string().min(1),
    type: z.literal('files'),
    path: z.string().min(1).optional().describe('Folder on this machine'),
    s3: S3Section.optional().describe('Bucket instead of a folder; with endpoint also that of other vendors'),
    pattern: z
      .string()
      .default('{service}/{type}/{iso}.pprof')
      .describe(
        'Folders and name below path. Tokens: {service} {type} {instance}; times in UTC: {yyyy} {mm} {dd} {HH} {MM} {SS} {unix} {unix_ms} {iso} {xid}; {labels} is k=v,k=v; {*} is anything; any other is a label of that name',
      ),
    timestamp: z.enum(['start', 'end']).default('start').describe('Which end of the recording the time in the name is'),
    length: z
      .string()
      .refine(
        (text) => {
          const seconds = parseDuration(text);
          return seconds !== undefined && seconds > 0 && seconds <= MOST_LENGTH_SECONDS;
        },
        { error: 'must be a duration from 1ms to 1h, such as 60s' },
      )
      .optional()
      .describe('How long one file records, where it does not say so itself (folded text, block profiles)'),
    types: z
      .record(z.string().min(1), z.enum(['cpu', 'block', 'mutex', 'off-cpu', 'wall']))
      .default({})
      .describe('What {type} holds where it is none of the usual names'),
    labels: z
      .record(z.string().min(1), z.string())
      .default({})
      .describe('Labels of all its profiles; service_name where the pattern has no {service}'),
  })
  .superRefine(({ path, s3, pattern, labels }, context) => {
    if ((path === undefined) === (s3 === undefined))
      context.addIssue({ code: 'custom', message: 'needs path (a folder) or s3 (a bucket), one of them' });
    const problem = patternProblem(pattern);
    if (problem !== undefined) return context.addIssue({ code: 'custom', path: ['pattern'], message: problem });
    if (!hasToken(parsePattern(pattern), 'service') && labels['service_name'] === undefined)
      context.addIssue({
        code: 'custom',
        path: ['pattern'],
        message: 'has no {service}: whose profiles are these? Add it, or labels.service_name',
      });
  });
export type FilesSection = z.infer<typeof FilesSection>;
