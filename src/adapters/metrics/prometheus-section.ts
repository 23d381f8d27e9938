import { z } from 'zod';
import type { HttpSection } from '../http-client.ts';

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 20 * 1024 * 1024;

export const PrometheusSection = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).describe('Base address, with any path prefix'),
  headers: z.record(z.string(), z.string()).default({}).describe('Sent with every query, such as X-Scope-OrgID'),
  username: z.string().optional(),
  password_file: z.string().optional().describe('File that holds the basic-auth password'),
  bearer_token_file: z.string().optional().describe('File that holds a bearer token'),
});
export type PrometheusSection = z.infer<typeof PrometheusSection>;

/** Where and how to ask; secrets are read from their files at each call, so that rotated ones are picked up. */
export function addressOf(section: PrometheusSection, readFile: (path: string) => string): HttpSection {
  const { username, password_file: passwordFile, bearer_token_file: tokenFile } = section;
  return {
    url: section.url,
    headers: section.headers,
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
    ...(username === undefined || passwordFile === undefined
      ? {}
      : { basic: { username, password: readFile(passwordFile) } }),
    ...(tokenFile === undefined ? {} : { bearer: readFile(tokenFile) }),
  };
}
