import { Failure } from '../../../core/failure.ts';

export const CODES = {
  unavailable: 'PROFILE_STORE_UNAVAILABLE',
  timeout: 'PROFILE_STORE_TIMEOUT',
  rejected: 'PROFILE_STORE_REJECTED',
} as const;

/** Somebody else records the CPU of that process: Go lets only one. */
export function isBusy(error: unknown): boolean {
  return error instanceof Failure && error.message.includes('already in use');
}

/** It has pprof, but not this profile. */
export function isNotServed(error: unknown): boolean {
  return error instanceof Failure && error.cause === 404;
}

/** What went wrong with one pod, as part of a sentence, without the address that the post has no use for. */
export function troubleOf(error: Failure, url: string, seconds: number): string {
  if (isBusy(error)) return 'another profiler is recording its CPU';
  if (error.message.includes('WriteTimeout')) return `its server ends answers before ${seconds} s: lower seconds`;
  return error.message.replaceAll(url, '').trim();
}
