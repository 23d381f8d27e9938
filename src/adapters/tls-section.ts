import { createHash, X509Certificate } from 'node:crypto';
import { Agent } from 'node:https';
import { createSecureContext } from 'node:tls';
import { z } from 'zod';

const File = z.string().min(1);

/** As Prometheus names them. https://prometheus.io/docs/prometheus/latest/configuration/configuration/#tls_config */
export const TlsSection = z
  .strictObject({
    ca_file: File.optional().describe("PEM of the authorities to trust, instead of Node's"),
    cert_file: File.optional().describe('PEM of our own certificate, where the other side asks for one'),
    key_file: File.optional().describe('PEM of its key'),
    server_name: z
      .string()
      .min(1)
      .optional()
      .describe('The name on their certificate, where it is not the host of url'),
    insecure_skip_verify: z.boolean().default(false).describe('true talks to anybody'),
  })
  .superRefine(({ cert_file: cert, key_file: key }, context) => {
    if ((cert === undefined) === (key === undefined)) return;
    const missing = cert === undefined ? 'cert_file' : 'key_file';
    context.addIssue({ code: 'custom', path: [missing], message: 'cert_file and key_file belong together' });
  });
type TlsSection = z.infer<typeof TlsSection>;

/** How long a connection that nobody uses stays open, in milliseconds. */
const IDLE_MS = 15_000;

interface Made {
  readonly made: string;
  readonly agent: Agent;
}

/** One agent for as long as the files say the same, so that the queries of one incident share a handshake. */
const agents = new WeakMap<TlsSection, Made>();

/**
 * The agent that speaks TLS as the section says; the files are read anew each time. `secret` reads the file of a
 * setting, `refuse` makes the error out of what is wrong with its content.
 */
export function tlsOf(
  section: TlsSection,
  secret: (setting: string, path: string) => string,
  refuse: (what: string, cause: unknown) => never,
): Agent {
  const read = (setting: 'ca_file' | 'cert_file' | 'key_file') => {
    const path = section[setting];
    return path === undefined ? undefined : secret(`tls.${setting}`, path);
  };
  const [ca, cert, key] = [read('ca_file'), read('cert_file'), read('key_file')];
  const digest = createHash('sha256')
    .update(JSON.stringify([ca, cert, key]))
    .digest('hex');
  const earlier = agents.get(section);
  if (earlier?.made === digest) return earlier.agent;
  const files = { ...(ca === undefined ? {} : { ca }), ...(cert === undefined ? {} : { cert, key: key ?? '' }) };
  check(files, refuse);
  const agent = new Agent({
    ...files,
    ...(section.server_name === undefined ? {} : { servername: section.server_name }),
    rejectUnauthorized: !section.insecure_skip_verify,
    keepAlive: true,
    timeout: IDLE_MS,
  });
  agents.set(section, { made: digest, agent });
  return agent;
}

/** Node passes over an authority that is none, and then trusts nobody. */
function check(
  { ca, cert, key }: { readonly ca?: string; readonly cert?: string; readonly key?: string },
  refuse: (what: string, cause: unknown) => never,
): void {
  const attempt = (setting: string, work: () => unknown) => {
    try {
      work();
    } catch (error) {
      refuse(`${setting}: ${error instanceof Error ? error.message : String(error)}`, error);
    }
  };
  if (ca !== undefined) attempt('tls.ca_file holds no PEM certificate', () => new X509Certificate(ca));
  if (cert === undefined || key === undefined) return;
  attempt('tls.cert_file holds no PEM certificate', () => new X509Certificate(cert));
  attempt('tls.key_file is no key of tls.cert_file', () => createSecureContext({ cert, key }));
}
