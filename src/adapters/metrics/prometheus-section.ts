import { z } from 'zod';
import { contradictions, httpSettings } from '../http-section.ts';
import { OAuth2Section } from './oauth2-section.ts';

/** Of the query itself, so not for `params`. https://prometheus.io/docs/prometheus/latest/querying/api/ */
const OURS = ['query', 'time', 'start', 'end', 'step', 'match[]'];

const Parameter = z.union([z.string(), z.number(), z.boolean()]).transform(String);

export const PrometheusSection = z
  .strictObject({
    ...httpSettings,
    external_url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('Where browsers reach its pages, for links. Left out: url'),
    oauth2: OAuth2Section.optional().describe('A token by client credentials'),
    params: z
      .record(z.string().min(1), Parameter)
      .optional()
      .describe('Sent with every query, such as dedup for Thanos'),
    drop_labels: z
      .array(z.string().min(1))
      .optional()
      .describe('Labels that its series have and its alerts have not, such as the replica'),
  })
  .superRefine((section, context) => {
    const { username, password_file: passwordFile, bearer_token_file: tokenFile, oauth2 } = section;
    const refuse = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
    for (const [key, message] of contradictions(section, oauth2 && 'oauth2')) refuse(key, message);
    if (oauth2 !== undefined && (username ?? passwordFile ?? tokenFile) !== undefined)
      refuse('oauth2', 'brings a token: no basic auth and no bearer_token_file beside it');
    const taken = Object.keys(section.params ?? {}).find((name) => OURS.includes(name));
    if (taken !== undefined) refuse('params', `${taken} is part of each query and cannot be set`);
  });
export type PrometheusSection = z.infer<typeof PrometheusSection>;
