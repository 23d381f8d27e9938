/** Addresses that are never called, whoever names them: a configuration, Prometheus, a registry that redirects. */
import { lookup } from 'node:dns/promises';
import { BlockList, isIPv6 } from 'node:net';

/**
 * Addresses behind which nothing of a team ever listens, but the credentials of a cloud's machines, or everybody: link-local ones
 * (169.254.169.254), the clouds' others, unspecified, multicast, reserved.
 * https://www.iana.org/assignments/iana-ipv4-special-registry/, https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html,
 * https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16, https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata
 */
const REFUSED: readonly (readonly [network: string, prefix: number, family: 'ipv4' | 'ipv6'])[] = [
  ['169.254.0.0', 16, 'ipv4'],
  ['0.0.0.0', 8, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['168.63.129.16', 32, 'ipv4'],
  ['100.100.100.200', 32, 'ipv4'],
  ['192.0.0.192', 32, 'ipv4'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
  ['::', 128, 'ipv6'],
  ['fd00:ec2::254', 128, 'ipv6'],
  ['fd20:ce::254', 128, 'ipv6'],
  // The same link-local ones behind NAT64.
  ['64:ff9b::a9fe:0', 112, 'ipv6'],
];
const refused = new BlockList();
for (const [network, prefix, family] of REFUSED) refused.addSubnet(network, prefix, family);

export function isRefused(ip: string): boolean {
  return refused.check(ip, isIPv6(ip) ? 'ipv6' : 'ipv4');
}

export function refusal(ip: string): string {
  return `${ip} is never called: nothing of yours has such an address, but a machine's own services do`;
}

interface Found {
  readonly address: string;
  readonly family: 4 | 6;
}

/** What a name stands for at the moment of the call, so that no name leads where its address would not be called. */
export async function lookUpAllowed(hostname: string, _options: object): Promise<[Found[]]> {
  const found = await lookup(hostname, { all: true });
  const bad = found.find(({ address }) => isRefused(address));
  if (bad !== undefined) throw new Error(refusal(bad.address));
  return [found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))];
}
