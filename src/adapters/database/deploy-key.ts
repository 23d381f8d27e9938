import { createHash } from 'node:crypto';
import type { ReportedDeploy } from '../../core/deploy/deploy.ts';

/** Names a deploy in addresses: the same source and id are the same deploy, whoever tells. */
export function deployKey({ source, id }: Pick<ReportedDeploy, 'source' | 'id'>): string {
  return `d${createHash('sha256')
    .update(JSON.stringify([source, id]))
    .digest('hex')
    .slice(0, 20)}`;
}
