import { parseDuration } from '../core/alert/duration.ts';
import { Failure, type FailureCode } from '../core/failure.ts';
import type { HttpSection } from './http-client.ts';
import { TENANT_HEADER, type HttpSettings } from './http-section.ts';
import { tlsOf } from './tls-section.ts';

export interface AddressRules {
  readonly readFile: (path: string) => string;
  readonly rejected: FailureCode;
  /** Where the section says none. */
  readonly timeoutSeconds: number;
  readonly maxBytes: number;
}

export interface SecretReader {
  /** The content of a setting's file; throws a Failure that names the setting. */
  readonly secret: (setting: string, path: string) => string;
  readonly refuse: (what: string, cause?: unknown) => never;
}

export function secretsOf(
  url: string,
  { readFile, rejected }: Pick<AddressRules, 'readFile' | 'rejected'>,
): SecretReader {
  const refuse = (what: string, cause?: unknown): never => {
    throw new Failure(rejected, `${url} was not asked: ${what}`, { retryable: false, cause });
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
  return { secret, refuse };
}

/** The agent for a `tls` section that stands at `place`, such as `oauth2.`. */
export function agentOf(
  tls: HttpSettings['tls'],
  { secret, refuse }: SecretReader,
  place = '',
): Pick<HttpSection, 'agent'> {
  if (tls === undefined) return {};
  const agent = tlsOf(
    tls,
    (setting, path) => secret(place + setting, path),
    (what, cause) => refuse(place + what, cause),
  );
  return { agent };
}

/**
 * Where and how to ask. Secrets are read from their files at each call, so that rotated ones are picked up; one that
 * cannot be read is a Failure that names the setting.
 */
export function httpAddress(section: HttpSettings, rules: AddressRules): HttpSection {
  const { username, password_file: passwordFile, bearer_token_file: tokenFile } = section;
  const reader = secretsOf(section.url, rules);
  const { secret } = reader;
  const fromFiles = Object.entries(section.header_files ?? {}).map(([name, path]) => [
    name,
    secret(`header_files.${name}`, path),
  ]);
  return {
    url: section.url,
    headers: {
      ...section.headers,
      ...Object.fromEntries(fromFiles),
      ...(section.tenant === undefined ? {} : { [TENANT_HEADER]: section.tenant }),
    },
    timeoutMs: (parseDuration(section.timeout ?? '') ?? rules.timeoutSeconds) * 1000,
    maxBytes: rules.maxBytes,
    ...(username === undefined || passwordFile === undefined
      ? {}
      : { basic: { username, password: secret('password_file', passwordFile) } }),
    ...(tokenFile === undefined ? {} : { bearer: secret('bearer_token_file', tokenFile) }),
    ...agentOf(section.tls, reader),
  };
}
