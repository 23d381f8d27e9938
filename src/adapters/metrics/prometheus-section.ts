import { z } from 'zod';
import { parseDuration } from '../../core/alert/duration.ts';
import { OAuth2Section } from './oauth2-section.ts';
import { TlsSection } from './tls-section.ts';

const MOST_TIMEOUT_SECONDS = 120;
/** Mimir, Cortex, Loki: whose series a request is about; several with `|` where federation is on. */
export const TENANT_HEADER = 'x-scope-orgid';
/** Of the query itself, so not for `params`. https://prometheus.io/docs/prometheus/latest/querying/api/ */
const OURS = ['query', 'time', 'start', 'end', 'step', 'match[]'];

const Timeout = z.string().refine(
  (text) => {
    const seconds = parseDuration(text);
    return seconds !== undefined && seconds > 0 && seconds <= MOST_TIMEOUT_SECONDS;
  },
  { error: `must be a duration from 1ms to ${MOST_TIMEOUT_SECONDS / 60}m, such as 5s` },
);
const HeaderName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, { error: 'is no name of a header' });
const File = z.string().min(1);
const Parameter = z.union([z.string(), z.number(), z.boolean()]).transform(String);

export const PrometheusSection = z
  .strictObject({
    url: z.url({ protocol: /^https?$/ }).describe('Base address, with any path prefix'),
    tenant: z.string().min(1).optional().describe('Sent as X-Scope-OrgID (Mimir, Cortex, Grafana Cloud)'),
    headers: z.record(HeaderName, z.string()).default({}).describe('Sent with every query'),
    header_files: z.record(HeaderName, File).optional().describe('Headers whose content is secret, by file'),
    username: z.string().min(1).optional().describe('Basic auth; Grafana Cloud: the instance id'),
    password_file: File.optional().describe('File that holds the basic-auth password'),
    bearer_token_file: File.optional().describe('File that holds a bearer token'),
    oauth2: OAuth2Section.optional().describe('A token by client credentials'),
    tls: TlsSection.optional(),
    timeout: Timeout.optional().describe('How long one query may take, such as 5s'),
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
    for (const [key, message] of contradictions(section)) {
      context.addIssue({ code: 'custom', path: [key], message });
    }
  });
export type PrometheusSection = z.infer<typeof PrometheusSection>;

function contradictions(section: PrometheusSection): readonly (readonly [keyof PrometheusSection, string])[] {
  const found: (readonly [keyof PrometheusSection, string])[] = [];
  const { username, password_file: passwordFile, bearer_token_file: tokenFile, oauth2, tls } = section;
  const url = URL.canParse(section.url) ? new URL(section.url) : undefined;
  if (url !== undefined && url.username + url.password !== '')
    found.push(['url', 'holds credentials: they belong into username and password_file']);
  if (url !== undefined && url.search + url.hash !== '')
    found.push(['url', 'ends with the path prefix: a query belongs into params']);
  if (tls !== undefined && url?.protocol === 'http:') found.push(['tls', 'needs an https address in url']);
  if ((username === undefined) !== (passwordFile === undefined))
    found.push([username === undefined ? 'password_file' : 'username', 'basic auth needs username and password_file']);
  if (tokenFile !== undefined && (username ?? passwordFile) !== undefined)
    found.push(['bearer_token_file', 'basic auth and a bearer token exclude each other']);
  if (oauth2 !== undefined && (username ?? passwordFile ?? tokenFile) !== undefined)
    found.push(['oauth2', 'brings a token: no basic auth and no bearer_token_file beside it']);
  const names = [...Object.keys(section.headers), ...Object.keys(section.header_files ?? {})].map((name) =>
    name.toLowerCase(),
  );
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) found.push(['headers', `${twice} is given twice`]);
  if (names.includes('authorization') && (tokenFile ?? username ?? oauth2) !== undefined)
    found.push(['headers', 'Authorization comes from username, bearer_token_file or oauth2 already']);
  if (names.includes(TENANT_HEADER) && section.tenant !== undefined)
    found.push(['tenant', 'X-Scope-OrgID is among the headers already']);
  const taken = Object.keys(section.params ?? {}).find((name) => OURS.includes(name));
  if (taken !== undefined) found.push(['params', `${taken} is part of each query and cannot be set`]);
  return found;
}
