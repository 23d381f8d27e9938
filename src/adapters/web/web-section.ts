import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { PushLimits } from './push-gate.ts';
import type { DeploySecrets } from './deploys/deploy-doors.ts';
import type { SenderProof } from './deploys/proof.ts';
import { GRAFANA_SIGNATURE_HEADER, type GrafanaSignature } from './grafana-signature.ts';

const ListenAddress = z
  .string()
  .regex(/^(\[[0-9a-f:.]+\]|[^:[\]\s]*):\d{1,5}$/i, {
    error: 'must be host:port, such as :9098 or 127.0.0.1:9098',
    abort: true,
  })
  .refine((address) => Number(address.slice(address.lastIndexOf(':') + 1)) <= 65_535, 'the port must be below 65536');

const OwnUrl = z.url({ protocol: /^https?$/, error: 'must be an http(s) address, such as https://burnscope.example' });

/** RFC 9110, field names. */
const HeaderName = z.string().regex(/^[!#$%&'*+.^_`|~\w-]+$/, 'must be the name of an HTTP header');

/** The doors: where we listen, who may come in. A missing token file leaves that door open. */
export const WebSection = z
  .strictObject({
    listen_address: ListenAddress.default(':9098'),
    external_url: OwnUrl.optional(),
    pages: z.enum(['signed', 'open']).default('signed'),
    webhook_token_file: z.string().min(1).optional(),
    grafana_hmac_secret_file: z.string().min(1).optional(),
    grafana_hmac_header: HeaderName.default(GRAFANA_SIGNATURE_HEADER),
    grafana_hmac_timestamp_header: HeaderName.optional(),
    ingest_token_file: z.string().min(1).optional(),
    pages_token_file: z.string().min(1).optional(),
    metrics_token_file: z.string().min(1).optional(),
    reload_token_file: z.string().min(1).optional(),
    deploys_token_file: z.string().min(1).optional(),
    github_secret_file: z.string().min(1).optional(),
    gitlab_token_file: z.string().min(1).optional(),
    flux_hmac_file: z.string().min(1).optional(),
    link_days: z.number().positive().max(3650).default(30),
    ingest_quota: z
      .strictObject({
        profiles_per_minute: z.int().min(1).default(12_000),
        megabytes_per_minute: z.number().positive().default(256),
      })
      .describe('What one service may push')
      .prefault({}),
    ingest_labels: z
      .strictObject({
        per_profile: z.int().min(2).max(256).default(64),
        longest: z.int().min(64).max(65_536).default(2048).describe('In bytes, name and text each'),
        sets_per_hour: z.int().min(1).max(100_000).default(10_000).describe('Different label sets of one service'),
      })
      .prefault({}),
  })
  .refine((web) => web.grafana_hmac_secret_file !== undefined || web.grafana_hmac_timestamp_header === undefined, {
    error: 'says nothing without grafana_hmac_secret_file',
    path: ['grafana_hmac_timestamp_header'],
  });
export type WebSection = z.infer<typeof WebSection>;

/** Host absent means every interface. */
export function readListenAddress(address: string): { readonly host: string | undefined; readonly port: number } {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  return { host: host === '' ? undefined : host, port: Number(address.slice(colon + 1)) };
}

const SECRETS = {
  webhook: 'webhook_token_file',
  grafanaHmac: 'grafana_hmac_secret_file',
  ingest: 'ingest_token_file',
  pages: 'pages_token_file',
  metrics: 'metrics_token_file',
  reload: 'reload_token_file',
  deploys: 'deploys_token_file',
  github: 'github_secret_file',
  gitlab: 'gitlab_token_file',
  flux: 'flux_hmac_file',
} as const;

/** The token of each door; throws one Error with a line for every file that is of no use. */
export function readTokens(section: WebSection): Readonly<Record<keyof typeof SECRETS, string | undefined>> {
  const problems: string[] = [];
  const read = (door: keyof typeof SECRETS): string | undefined => {
    const setting = SECRETS[door];
    try {
      return readTokenFile(setting, section[setting]);
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
  const tokens = {
    webhook: read('webhook'),
    grafanaHmac: read('grafanaHmac'),
    ingest: read('ingest'),
    pages: read('pages'),
    metrics: read('metrics'),
    reload: read('reload'),
    deploys: read('deploys'),
    github: read('github'),
    gitlab: read('gitlab'),
    flux: read('flux'),
  };
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return tokens;
}

export function pushLimits({ ingest_quota: quota, ingest_labels: labels }: WebSection): PushLimits {
  return { quota, labels };
}

/** How Grafana signs its deliveries; undefined while no secret is configured. */
export function signatureOf(section: WebSection, secret: string | undefined): GrafanaSignature | undefined {
  if (secret === undefined) return undefined;
  const { grafana_hmac_header: header, grafana_hmac_timestamp_header: timestampHeader } = section;
  return { secret, header, ...(timestampHeader === undefined ? {} : { timestampHeader }) };
}

/** What each door for deploys asks for. */
export function deploySecretsOf(tokens: ReturnType<typeof readTokens>): DeploySecrets {
  return {
    token: tokens.deploys,
    proofs: {
      // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
      github: proof(tokens.github, 'hmac', 'X-Hub-Signature-256'),
      // https://docs.gitlab.com/user/project/integrations/webhooks/#custom-headers
      gitlab: proof(tokens.gitlab, 'token', 'X-Gitlab-Token'),
      // https://fluxcd.io/flux/components/notification/providers/#generic-webhook-with-hmac
      flux: proof(tokens.flux, 'hmac', 'X-Signature'),
    },
  };
}

function proof(secret: string | undefined, kind: SenderProof['kind'], header: string): SenderProof | undefined {
  return secret === undefined ? undefined : { secret, kind, header };
}

/** Content of a token file without the line end; the error names the setting and the file. */
function readTokenFile(setting: string, file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  let token: string;
  try {
    token = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Error(`web.${setting}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  if (token === '') throw new Error(`web.${setting}: ${file} is empty`);
  return token;
}
