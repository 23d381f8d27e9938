import { agentOf, httpAddress, secretsOf } from '../http-address.ts';
import type { HttpSection } from '../http-client.ts';
import { tokensOf } from './oauth2-tokens.ts';
import type { PrometheusSection } from './prometheus-section.ts';

const TIMEOUT_SECONDS = 5;
const MAX_BYTES = 20 * 1024 * 1024;

/** Where and how to ask; secrets are read at each call, also the one that tokens are asked for with. */
export function addressOf(section: PrometheusSection, readFile: (path: string) => string): HttpSection {
  const rules = {
    readFile,
    rejected: 'METRICS_REJECTED',
    timeoutSeconds: TIMEOUT_SECONDS,
    maxBytes: MAX_BYTES,
  } as const;
  const address = { ...httpAddress(section, rules), params: section.params ?? {} };
  const { oauth2 } = section;
  if (oauth2 === undefined) return address;
  const reader = secretsOf(section.url, rules);
  const way = { timeoutMs: address.timeoutMs, ...agentOf(oauth2.tls, reader, 'oauth2.') };
  return {
    ...address,
    tokens: tokensOf(oauth2, reader.secret('oauth2.client_secret_file', oauth2.client_secret_file), way),
  };
}
