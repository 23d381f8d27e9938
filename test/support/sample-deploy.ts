import { randomUUID } from 'node:crypto';
import type { DeployCheck } from '../../src/core/deploy/deploy-check.ts';
import type { ReportedDeploy } from '../../src/core/deploy/deploy.ts';
import { NOON } from './sample-incident.ts';

/** A deploy with an id and a service of its own. */
export function sampleDeploy(changes: Partial<ReportedDeploy> = {}): ReportedDeploy {
  return {
    id: randomUUID(),
    service: `checkout-${randomUUID()}`,
    fromVersion: 'v1.4.2',
    toVersion: 'v1.5.0',
    at: NOON,
    source: 'generic',
    ...changes,
  };
}

export function sampleCheck(changes: Partial<DeployCheck> = {}): DeployCheck {
  return {
    state: 'checked',
    attempts: 1,
    checkedAt: NOON + 300_000,
    note: 'Compared 5 minutes before with 5 minutes after.',
    outcome: 'unchanged',
    comparison: 'before and after',
    findings: [],
    told: [],
    ...changes,
  };
}
