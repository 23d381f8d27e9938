import { z } from 'zod';
import { TlsSection } from '../tls-section.ts';

/** Apart from what asks for tokens, so that a configuration is read without loading an HTTP client. */
export const OAuth2Section = z.strictObject({
  client_id: z.string().min(1),
  client_secret_file: z.string().min(1).describe('File that holds the secret of the client'),
  token_url: z.url({ protocol: /^https?$/ }).describe('Where tokens are given out'),
  scopes: z.array(z.string().min(1)).default([]),
  endpoint_params: z.record(z.string().min(1), z.string()).optional().describe('Sent along, such as audience'),
  tls: TlsSection.optional().describe('Of token_url'),
});
export type OAuth2Section = z.infer<typeof OAuth2Section>;
