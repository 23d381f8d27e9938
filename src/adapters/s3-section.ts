import { z } from 'zod';

/** A bucket of Amazon S3, or of a server that speaks as it does. */
export const S3Section = z
  .strictObject({
    bucket: z.string().min(3).max(63),
    endpoint: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('Address of the server; left out: Amazon'),
    region: z.string().min(1).default('us-east-1'),
    prefix: z
      .string()
      .regex(/^([\w.-]+\/)*$/, 'is no prefix: folders that end with a slash, such as burnscope/')
      .default('')
      .describe('In front of every key'),
    access_key_id_file: z.string().min(1).optional().describe('Left out: credentials as the SDK finds them'),
    secret_access_key_file: z.string().min(1).optional(),
    path_style: z.boolean().optional().describe('Bucket in the path, not in the host name; default: with an endpoint'),
    timeout: z.int().min(1).max(120).default(10).describe('Seconds for one request'),
  })
  .refine(
    ({ access_key_id_file: id, secret_access_key_file: secret }) => (id === undefined) === (secret === undefined),
    {
      error: 'access_key_id_file and secret_access_key_file go together',
    },
  );
export type S3Section = z.infer<typeof S3Section>;
