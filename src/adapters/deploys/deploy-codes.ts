import type { FailureCodes } from '../http-client.ts';

/** Failures of who is asked for deploys and for what was deployed. */
export const CODES = {
  unavailable: 'DEPLOYS_UNAVAILABLE',
  timeout: 'DEPLOYS_TIMEOUT',
  rejected: 'DEPLOYS_REJECTED',
} as const satisfies FailureCodes;
