import { z } from 'zod';
import { Timeout } from '../http-section.ts';
import { TlsSection } from '../tls-section.ts';

const OUTCOMES = ['regressed', 'improved', 'unchanged', 'unsure', 'given up'] as const;

/** Spread into the section of every sink. */
export const sinkSettings = {
  name: z.string().min(1),
  services: z.array(z.string().min(1)).min(1).optional().describe('Of which deploys; left out: of all'),
  on: z
    .array(z.enum(OUTCOMES))
    .min(1)
    .default(['regressed', 'improved', 'unchanged', 'unsure'])
    .describe('Which outcomes are told; given up: it could not be compared'),
  tls: TlsSection.optional(),
  timeout: Timeout.optional().describe('How long one call may take, such as 5s'),
};
const SinkSettings = z.object(sinkSettings);
export type SinkSettings = z.infer<typeof SinkSettings>;

/** Spread into those of code hosts. */
export const statusSettings = {
  token_file: z.string().min(1).describe('File that holds an access token'),
  context: z
    .string()
    .regex(/^[\w.-]+$/, { error: 'is a word' })
    .max(50)
    .default('burnscope')
    .describe('The status is called context/service'),
};
