import { Failure } from '../../../core/failure.ts';
import { fileTrouble } from './read-file.ts';

/** A network folder may hang for minutes, and nothing can stop a call to it: it is left alone. */
export async function untilAborted<T>(
  work: Promise<T>,
  path: string,
  limit: AbortSignal,
  signal: AbortSignal,
): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(limit.reason);
  limit.addEventListener('abort', onAbort, { once: true });
  try {
    if (limit.aborted) throw limit.reason;
    return await Promise.race([work, aborted.promise]);
  } catch (error) {
    if (signal.aborted)
      throw new Failure('CANCELLED', 'the fetch of profiles was cancelled', { retryable: true, cause: signal.reason });
    if (limit.aborted)
      throw new Failure('PROFILE_STORE_TIMEOUT', `${path} did not answer in time`, { retryable: true });
    if (!(error instanceof Error && 'code' in error && !(error instanceof Failure))) throw error;
    throw new Failure('PROFILE_STORE_UNAVAILABLE', `${path} cannot be read: ${fileTrouble(error)}`, {
      retryable: false,
      cause: error,
    });
  } finally {
    limit.removeEventListener('abort', onAbort);
    work.catch(() => undefined);
    aborted.promise.catch(() => undefined);
  }
}
