import { z } from 'zod';
import { contradictions, httpSettings } from '../../http-section.ts';

/** https://docs.datadoghq.com/getting_started/site/ */
const Site = z.string().regex(/^(?:[a-z0-9-]+\.)*[a-z0-9-]+\.[a-z]+$/, {
  error: 'is no site: write datadoghq.com, datadoghq.eu, us3.datadoghq.com …, or the whole address as url',
});
/** Names of tags; the server takes no others. https://docs.datadoghq.com/getting_started/tagging/ */
const Tag = z.string().regex(/^[a-zA-Z][\w./-]*$/, { error: 'is no name of a tag' });
const Tags = z.union([Tag.transform((name) => [name]), z.array(Tag).min(1)]);
const PLACEHOLDERS = /\{(?!profile_id\}|event_id\})[^}]*\}/;
const Path = z
  .string()
  .regex(/^\//, { error: 'must begin with /' })
  .refine((path) => !PLACEHOLDERS.test(path), { error: 'knows {profile_id} and {event_id} only' });
const Type = z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'is no profile type, such as cpu-time' });
const EXPERIMENTAL =
  'must be true: Datadog has no public API for reading profiles. What this store asks is what its own tools ask, and may change any day';

const { url, headers, header_files, tls, timeout } = httpSettings;

export const DatadogSection = z
  .strictObject({
    name: z.string().min(1),
    type: z.literal('datadog'),
    experimental: z.literal(true, { error: EXPERIMENTAL }).describe('Must be true: the API is not public'),
    site: Site.default('datadoghq.com').describe('datadoghq.com, datadoghq.eu, us3.datadoghq.com …'),
    url: url.optional().describe('Where it is asked, where that does not follow from site'),
    ui_url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('Where browsers reach its pages, for links. Left out: as follows from site'),
    api_key_file: z.string().min(1).describe('File that holds an API key'),
    app_key_file: z
      .string()
      .min(1)
      .describe('File that holds an application key whose owner may continuous_profiler_read'),
    headers,
    header_files,
    tls,
    timeout,
    query: z.string().min(1).optional().describe('Asked besides the selector, such as env:prod -host:canary'),
    read: z
      .enum(['auto', 'aggregate', 'download'])
      .default('auto')
      .describe(
        'aggregate: added up by Datadog; download: each profile as its tracer sent it; auto: the first that is possible',
      ),
    timestamp: z.enum(['start', 'end']).default('start').describe('Which end of a recording its event names'),
    tags: z
      .record(z.string().min(1), Tag)
      .default({})
      .describe('Tags that labels of selectors are asked by, besides service_name, namespace and the like'),
    labels: z
      .strictObject({
        pod: Tags.default(['pod_name', 'container_id', 'host', 'runtime-id']),
        version: Tags.default(['version', 'git.commit.sha']),
        node: Tags.default(['host']),
      })
      .prefault({})
      .describe('Tags that tell pod, version and machine; the first that a profile has'),
    types: z
      .strictObject({
        cpu: Type.default('cpu-time'),
        wall: Type.default('wall-time'),
        block: Type.optional(),
        mutex: Type.optional(),
      })
      .prefault({})
      .describe('What Datadog calls what it adds up; block and mutex are downloaded where left out'),
    paths: z
      .strictObject({
        list: Path.default('/api/unstable/profiles/list'),
        download: Path.default('/api/ui/profiling/profiles/{profile_id}/download?eventId={event_id}'),
        download_by_event: Path.default('/api/ui/profiling/profiles/{event_id}/download'),
        aggregate: Path.default('/profiling/api/v1/aggregate'),
        explorer: Path.default('/profiling/explorer'),
        comparison: Path.default('/profiling/comparison'),
      })
      .prefault({})
      .describe('Paths of its API and pages'),
    limits: z
      .strictObject({
        listed: z.int().min(1).max(5000).default(1000).describe('Asked for in one list; a window takes up to four'),
        profiles: z.int().min(1).max(500).default(100).describe('Downloaded for one window'),
        aggregates: z.int().min(1).max(64).default(16).describe('Sums asked for, of one kind and window'),
        megabytes: z.int().min(1).max(256).default(64).describe('Kept of one window, as they come'),
        at_once: z.int().min(1).max(16).default(4).describe('Calls at once'),
      })
      .prefault({})
      .describe('What one window may cost'),
  })
  .superRefine((section, context) => {
    const settings = { ...section, url: section.url ?? `https://${section.site}` };
    for (const [key, message] of contradictions(settings)) context.addIssue({ code: 'custom', path: [key], message });
    const given = [...Object.keys(section.headers), ...Object.keys(section.header_files ?? {})];
    const key = given.find((name) => /^dd-(?:api|application)-key$/i.test(name));
    if (key !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['headers'],
        message: `${key} comes from api_key_file and app_key_file`,
      });
  });
export type DatadogSection = z.infer<typeof DatadogSection>;

/** Sites of two words have their pages at app; the others are a host themselves. */
export function addressOf({ site, url: given }: Pick<DatadogSection, 'site' | 'url'>): string {
  return (given ?? `https://${site.split('.').length === 2 ? 'app.' : ''}${site}`).replace(/\/+$/, '');
}
