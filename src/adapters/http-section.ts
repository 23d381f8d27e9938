/** What the sections of all neighbours that are asked over HTTP have in common. */
import { z } from 'zod';
import { parseDuration } from '../core/alert/duration.ts';
import { TlsSection } from './tls-section.ts';

const MOST_TIMEOUT_SECONDS = 120;
/** Mimir, Cortex, Loki, Pyroscope: whose data a request is about; several with `|` where federation is on. */
export const TENANT_HEADER = 'x-scope-orgid';

const HeaderName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, { error: 'is no name of a header' });
const File = z.string().min(1);
export const Timeout = z.string().refine(
  (text) => {
    const seconds = parseDuration(text);
    return seconds !== undefined && seconds > 0 && seconds <= MOST_TIMEOUT_SECONDS;
  },
  { error: `must be a duration from 1ms to ${MOST_TIMEOUT_SECONDS / 60}m, such as 5s` },
);

/** Spread into a section's shape; `contradictions` belongs into its superRefine. */
export const httpSettings = {
  url: z.url({ protocol: /^https?$/ }).describe('Base address, with any path prefix'),
  tenant: z.string().min(1).optional().describe('Sent as X-Scope-OrgID (Mimir, Cortex, Pyroscope, Grafana Cloud)'),
  headers: z.record(HeaderName, z.string()).default({}).describe('Sent with every query'),
  header_files: z.record(HeaderName, File).optional().describe('Headers whose content is secret, by file'),
  username: z.string().min(1).optional().describe('Basic auth; Grafana Cloud: the instance id'),
  password_file: File.optional().describe('File that holds the basic-auth password'),
  bearer_token_file: File.optional().describe('File that holds a bearer token'),
  tls: TlsSection.optional(),
  timeout: Timeout.optional().describe('How long one query may take, such as 5s'),
};
const HttpSettings = z.object(httpSettings);
export type HttpSettings = z.infer<typeof HttpSettings>;

/** What cannot be meant together, each with the setting to blame. `token`: another setting brings one already. */
export function contradictions(
  section: HttpSettings,
  token?: string,
): readonly (readonly [keyof HttpSettings, string])[] {
  const found: (readonly [keyof HttpSettings, string])[] = [];
  const { username, password_file: passwordFile, bearer_token_file: tokenFile, tls } = section;
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
  const names = [...Object.keys(section.headers), ...Object.keys(section.header_files ?? {})].map((name) =>
    name.toLowerCase(),
  );
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) found.push(['headers', `${twice} is given twice`]);
  if (names.includes('authorization') && (tokenFile ?? username ?? token) !== undefined)
    found.push([
      'headers',
      `Authorization comes from ${token === undefined ? 'username or bearer_token_file' : `username, bearer_token_file or ${token}`} already`,
    ]);
  if (names.includes(TENANT_HEADER) && section.tenant !== undefined)
    found.push(['tenant', 'X-Scope-OrgID is among the headers already']);
  return found;
}
