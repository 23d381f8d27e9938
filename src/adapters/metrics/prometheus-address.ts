import { parseDuration } from '../../core/alert/duration.ts';
import { Failure } from '../../core/failure.ts';
import type { HttpSection } from '../http-client.ts';
import { tokensOf } from './oauth2-tokens.ts';
import { TENANT_HEADER, type PrometheusSection } from './prometheus-section.ts';
import { tlsOf } from './tls-section.ts';

const TIMEOUT_SECONDS = 5;
const MAX_BYTES = 20 * 1024 * 1024;

/**
 * Where and how to ask. Secrets are read from their files at each call, so that rotated ones are picked up; one that
 * cannot be read is a Failure that names the setting.
 */
export function addressOf(section: PrometheusSection, readFile: (path: string) => string): HttpSection {
  const { username, password_file: passwordFile, bearer_token_file: tokenFile, oauth2 } = section;
  const refuse = (what: string, cause?: unknown): never => {
    throw new Failure('METRICS_REJECTED', `${section.url} was not asked: ${what}`, { retryable: false, cause });
  };
  const secret = (setting: string, path: string): string => {
    let content: string;
    try {
      content = readFile(path);
    } catch (error) {
      return refuse(`${setting} cannot be read: ${error instanceof Error ? error.message : String(error)}`, error);
    }
    return content === '' ? refuse(`${setting}: ${path} is empty`) : content;
  };
  const fromFiles = Object.entries(section.header_files ?? {}).map(([name, path]) => [
    name,
    secret(`header_files.${name}`, path),
  ]);
  const timeoutMs = (parseDuration(section.timeout ?? '') ?? TIMEOUT_SECONDS) * 1000;
  const agentFor = (tls: PrometheusSection['tls'], place: string) =>
    tls === undefined
      ? {}
      : {
          agent: tlsOf(
            tls,
            (setting, path) => secret(place + setting, path),
            (what, cause) => refuse(place + what, cause),
          ),
        };
  return {
    url: section.url,
    headers: {
      ...section.headers,
      ...Object.fromEntries(fromFiles),
      ...(section.tenant === undefined ? {} : { [TENANT_HEADER]: section.tenant }),
    },
    params: section.params ?? {},
    timeoutMs,
    maxBytes: MAX_BYTES,
    ...(username === undefined || passwordFile === undefined
      ? {}
      : { basic: { username, password: secret('password_file', passwordFile) } }),
    ...(tokenFile === undefined ? {} : { bearer: secret('bearer_token_file', tokenFile) }),
    ...(oauth2 === undefined
      ? {}
      : {
          tokens: tokensOf(oauth2, secret('oauth2.client_secret_file', oauth2.client_secret_file), {
            timeoutMs,
            ...agentFor(oauth2.tls, 'oauth2.'),
          }),
        }),
    ...agentFor(section.tls, ''),
  };
}
