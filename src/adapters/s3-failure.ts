import { Failure } from '../core/failure.ts';
import type { S3Section } from './s3-section.ts';

/** An object that is not there; a bucket that is not there is another matter. */
export function isMissing(cause: unknown): boolean {
  return statusOf(cause) === 404 && cause instanceof Error && cause.name !== 'NoSuchBucket';
}

/** What went wrong with the bucket. The SDK has tried again already where that could help. */
export function storageFailure(cause: unknown, { bucket, endpoint }: S3Section, late: boolean): Failure {
  const where = `object storage, bucket ${bucket}${endpoint === undefined ? '' : ` at ${new URL(endpoint).host}`}`;
  const status = statusOf(cause);
  const problem = cause instanceof Error ? cause.message || cause.name : String(cause);
  const said = status === undefined ? problem : `${problem} (status ${status})`;
  // The SDK calls a connection that was reset a timeout too.
  const isReset = cause instanceof Error && 'code' in cause;
  const isLate = late || (cause instanceof Error && cause.name === 'TimeoutError' && !isReset);
  if (isLate) {
    return new Failure('OBJECT_STORAGE_TIMEOUT', `${where}: no answer within its time`, { retryable: true, cause });
  }
  const refused =
    (status !== undefined && status < 500 && status !== 408 && status !== 429) || cause instanceof RangeError;
  const unreadable = cause instanceof Error && 'code' in cause && 'path' in cause;
  const code = refused || unreadable ? 'OBJECT_STORAGE_REJECTED' : 'OBJECT_STORAGE_UNAVAILABLE';
  return new Failure(code, `${where}: ${said}`, { retryable: code === 'OBJECT_STORAGE_UNAVAILABLE', cause });
}

function statusOf(cause: unknown): number | undefined {
  if (typeof cause !== 'object' || cause === null || !('$metadata' in cause)) return undefined;
  const metadata = cause.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
