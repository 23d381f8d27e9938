/** Where a pod is called, made of what a configuration, Prometheus or Kubernetes says; some addresses are never called. */
import { isIP, isIPv6 } from 'node:net';
import { isRefused, refusal } from '../../refused-address.ts';

export type CalledAt = { readonly url: string } | { readonly problem: string };

/** `address`: host, host:port, or either with a scheme in front. `port`, where given, counts instead of the address's own. */
export function calledAt(address: string, scheme: 'http' | 'https', port: number | undefined): CalledAt {
  const text = isIPv6(address) ? `[${address}]` : address;
  const full = /^https?:\/\//.test(text) ? text : `${scheme}://${text}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  const rest = url && url.username + url.password + url.search + url.hash + url.pathname.slice(1);
  if (url === undefined || rest !== '' || url.hostname === '')
    return { problem: `${JSON.stringify(address.slice(0, 100))} is no host and port` };
  if (port !== undefined) url.port = String(port);
  const host = url.hostname.replaceAll(/^\[|\]$/g, '');
  if (isIP(host) > 0 && isRefused(host)) return { problem: refusal(host) };
  return { url: url.origin };
}
