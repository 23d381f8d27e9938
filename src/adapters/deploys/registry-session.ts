/**
 * One look into a repository of a registry. https://github.com/opencontainers/distribution-spec/blob/main/spec.md,
 * tokens: https://distribution.github.io/distribution/spec/auth/token/
 */
import { isIP } from 'node:net';
import { Failure } from '../../core/failure.ts';
import { parseDuration } from '../../core/alert/duration.ts';
import { agentOf, secretsOf } from '../http-address.ts';
import { httpClient, type BytesAnswer, type HttpSection } from '../http-client.ts';
import { isRefused, lookUpAllowed, refusal } from '../refused-address.ts';
import { CODES } from './deploy-codes.ts';
import type { RegistrySection } from './registry-section.ts';

const TIMEOUT_SECONDS = 5;
/** Registries take manifests of 4 MiB at most; configurations are smaller still. */
const MAX_BYTES = 4 * 1024 * 1024;
const MOST_REDIRECTS = 2;
/** The one registry whose images do not name where it answers, nor who gives out its tokens. */
const DOCKER_HUB = { api: 'registry-1.docker.io', auth: ['auth.docker.io'] };

export interface RegistrySession {
  /** Undefined where the registry does not have it. Rejects with a Failure. */
  get(path: string, accept: string, signal: AbortSignal): Promise<BytesAnswer | undefined>;
}

/** `repository`: what a token is asked for. Nothing but the registry, who gives out its tokens, and where it keeps blobs is called. */
export function openSession(
  section: RegistrySection,
  repository: string,
  readFile: (path: string) => string,
): RegistrySession {
  const scheme = section.insecure ? 'http' : 'https';
  const api = section.host === 'docker.io' ? DOCKER_HUB.api : section.host;
  const origin = `${scheme}://${api}`;
  const reader = secretsOf(origin, { readFile, rejected: CODES.rejected });
  const { username, password_file: file } = section;
  const basic = () =>
    username === undefined || file === undefined
      ? {}
      : { basic: { username, password: reader.secret('password_file', file) } };
  const limits = {
    timeoutMs: (parseDuration(section.timeout ?? '') ?? TIMEOUT_SECONDS) * 1000,
    maxBytes: MAX_BYTES,
    allErrors: true,
  };
  const call = (url: URL, way: Partial<HttpSection>, signal: AbortSignal) =>
    httpClient({ url: url.origin, ...limits, ...way }, CODES).getBytes(url.pathname + url.search, {}, signal);
  const agent = () => agentOf(section.tls, reader);
  /** What the registry asked for at the first call, for all others. */
  let access: Partial<HttpSection> = {};

  const tokenFrom = async (challenge: string, signal: AbortSignal): Promise<Partial<HttpSection>> => {
    if (/^\s*basic\b/i.test(challenge)) return basic();
    const { realm = '', service } = parametersOf(challenge);
    const hosts = [api, ...section.auth_hosts, ...(section.host === 'docker.io' ? DOCKER_HUB.auth : [])];
    const url = URL.canParse(realm) ? new URL(realm) : undefined;
    if (url === undefined || !hosts.includes(url.host) || (url.protocol !== 'https:' && !section.insecure)) {
      const where = url === undefined ? 'nowhere' : `to ${url.origin.slice(0, 100)}`;
      throw rejected(`${origin} sends ${where} for a token: name the host in auth_hosts if that is meant`);
    }
    if (service !== undefined) url.searchParams.set('service', service);
    url.searchParams.set('scope', `repository:${repository}:pull`);
    const own = url.host === api ? agent() : { lookup: lookUpAllowed };
    const answer = await call(url, { ...basic(), ...own }, signal);
    const token = answer.status === 200 ? tokenIn(answer) : undefined;
    if (token === undefined) throw refusedBy(url.origin, answer, repository);
    return { bearer: token };
  };

  const redirected = async (from: URL, answer: BytesAnswer, way: Partial<HttpSection>, signal: AbortSignal) => {
    let [url, last] = [from, answer];
    for (let hops = 0; last.status >= 300 && last.status < 400; hops++) {
      const location = last.header('location') ?? '';
      if (hops === MOST_REDIRECTS || !URL.canParse(location, url.href))
        throw rejected(`${origin} redirects too often, or nowhere`);
      url = new URL(location, url.href);
      if (url.protocol !== 'https:' && !(section.insecure && url.protocol === 'http:'))
        throw rejected(`${origin} redirects to ${url.protocol} , which is not followed`);
      const ip = url.hostname.replaceAll(/^\[|\]$/g, '');
      if (isIP(ip) > 0 && isRefused(ip)) throw rejected(`${origin} redirects: ${refusal(ip)}`);
      // Storage gets no credentials: its address carries all it asks for.
      last = await call(
        url,
        { headers: way.headers ?? {}, ...(url.host === api ? agent() : { lookup: lookUpAllowed }) },
        signal,
      );
    }
    return last;
  };

  return {
    async get(path, accept, signal) {
      const url = new URL(`${origin}/v2/${repository}/${path}`);
      const way = () => ({ headers: { accept }, ...agent(), ...access });
      let answer = await call(url, way(), signal);
      if (answer.status === 401) {
        access = await tokenFrom(answer.header('www-authenticate') ?? '', signal);
        answer = await call(url, way(), signal);
      }
      if (path.startsWith('blobs/')) answer = await redirected(url, answer, { headers: { accept } }, signal);
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw refusedBy(origin, answer, repository);
      return answer;
    },
  };
}

/** `Bearer realm="https://…",service="…"` */
function parametersOf(challenge: string): Readonly<Record<string, string>> {
  const bearer = /\bbearer\s+(.*)$/is.exec(challenge)?.[1] ?? '';
  return Object.fromEntries(
    [...bearer.slice(0, 4000).matchAll(/([a-z_]+)="([^"]*)"/gi)].map(([, name = '', text = '']) => [
      name.toLowerCase(),
      text,
    ]),
  );
}

function tokenIn({ body }: BytesAnswer): string | undefined {
  try {
    const plain: unknown = JSON.parse(new TextDecoder().decode(body));
    if (typeof plain !== 'object' || plain === null) return undefined;
    const token: unknown = Reflect.get(plain, 'token') ?? Reflect.get(plain, 'access_token');
    return typeof token === 'string' && /^[\x21-\x7e]+$/.test(token) ? token : undefined;
  } catch {
    return undefined;
  }
}

function refusedBy(origin: string, { status, retryAfter }: BytesAnswer, repository: string): Failure {
  const retryable = status === 429 || status >= 500;
  const hint = status === 401 || status === 403 ? ': set username and password_file' : '';
  return new Failure(
    retryable ? CODES.unavailable : CODES.rejected,
    `${origin} answered ${status} for ${repository}${hint}`,
    { retryable, cause: status, ...(retryAfter === undefined ? {} : { retryAfter }) },
  );
}

function rejected(message: string): Failure {
  return new Failure(CODES.rejected, message, { retryable: false });
}
