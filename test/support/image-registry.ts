import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ImageRegistry {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly url: string;
  /** Method, path and whether credentials came, in order. */
  readonly asked: string[];
  /** Keeps bytes, answers with their digest. */
  blob(body: string): string;
  /** Keeps a manifest, also under a tag. */
  manifest(content: object, tag?: string): string;
  close(): void;
}

export interface RegistryRules {
  /** Asks for a bearer token of `username` and `password`, given out at `realm`, or here. */
  readonly token?: { readonly username: string; readonly password: string; readonly realm?: string };
  readonly basic?: { readonly username: string; readonly password: string };
  /** Where blobs are, instead of here. */
  readonly blobsAt?: (digest: string) => string;
  /** Answers everything that is not about tokens with this. */
  readonly status?: number;
}

/** A registry as the distribution specification has it, for pulls, compared with distribution 2.8. */
export async function imageRegistry(rules: RegistryRules = {}): Promise<ImageRegistry> {
  const blobs = new Map<string, string>();
  const manifests = new Map<string, { readonly body: string; readonly type: string }>();
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    const credentials = /^(Bearer|Basic) /.exec(request.headers.authorization ?? '')?.[1];
    asked.push(`${pathname}${credentials === undefined ? '' : ` ${credentials}`}`);
    if (pathname === '/token') return giveToken(request, response, rules, searchParams);
    if (rules.status !== undefined) return answer(response, rules.status, '{"errors":[]}');
    if (!isLetIn(request, rules)) return challenge(response, rules, host());
    const [, kind, reference = ''] = /\/(manifests|blobs)\/(.+)$/.exec(pathname) ?? [];
    if (kind === 'blobs' && rules.blobsAt !== undefined)
      return response.writeHead(307, { location: rules.blobsAt(reference) }).end();
    const found =
      kind === 'blobs' ? { body: blobs.get(reference), type: 'application/octet-stream' } : manifests.get(reference);
    if (found?.body === undefined) return answer(response, 404, '{"errors":[{"code":"MANIFEST_UNKNOWN"}]}');
    return response.writeHead(200, { 'content-type': found.type }).end(found.body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const host = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host: host(),
    url: `http://${host()}`,
    asked,
    blob(body) {
      blobs.set(digestOf(body), body);
      return digestOf(body);
    },
    manifest(content, tag) {
      const body = JSON.stringify(content);
      const type = 'mediaType' in content ? String(content.mediaType) : 'application/vnd.oci.image.manifest.v1+json';
      for (const name of [digestOf(body), ...(tag === undefined ? [] : [tag])]) manifests.set(name, { body, type });
      return digestOf(body);
    },
    close: () => server.close(),
  };
}

export function digestOf(body: string): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`;
}

function basicOf({ username, password }: { readonly username: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function isLetIn({ headers, url = '' }: IncomingMessage, { token, basic }: RegistryRules): boolean {
  if (basic !== undefined) return headers.authorization === basicOf(basic);
  const repository = /^\/v2\/(.+)\/(?:manifests|blobs)\//.exec(url)?.[1];
  return token === undefined || headers.authorization === `Bearer repository:${repository}:pull`;
}

function challenge(response: ServerResponse, { token, basic }: RegistryRules, host: string): void {
  const realm = token?.realm ?? `http://${host}/token`;
  const asked = basic === undefined ? `Bearer realm="${realm}",service="registry.test"` : 'Basic realm="registry.test"';
  response.writeHead(401, { 'www-authenticate': asked, 'content-type': 'application/json' }).end('{"errors":[]}');
}

function giveToken(
  { headers }: IncomingMessage,
  response: ServerResponse,
  { token }: RegistryRules,
  query: URLSearchParams,
): void {
  const isKnown =
    token !== undefined && headers.authorization === basicOf(token) && query.get('service') === 'registry.test';
  if (!isKnown) return answer(response, 401, '{"details":"unauthorized"}');
  return answer(response, 200, JSON.stringify({ token: query.get('scope'), expires_in: 300 }));
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}
