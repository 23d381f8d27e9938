import { Failure } from '../../core/failure.ts';

/**
 * A driver's error as our Failure. Classes 22, 23 and 42 of https://www.postgresql.org/docs/current/errcodes-appendix.html
 * say that the statement itself is wrong: sent again, it fails again. All else may pass.
 */
export function databaseFailure(cause: unknown): Failure {
  if (cause instanceof Failure) return cause;
  const state = sqlState(cause);
  const problem = cause instanceof Error && cause.message !== '' ? cause.message : String(state ?? cause);
  return new Failure('DATABASE_UNAVAILABLE', `database: ${problem}`, {
    retryable: state === undefined || !/^(22|23|42)/.test(state),
    cause,
  });
}

/** The five-character SQLSTATE of a driver's error or of the Failure made from it. */
export function sqlState(error: unknown): string | undefined {
  const source: unknown = error instanceof Failure ? error.cause : error;
  const code = codeOf(source);
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** `code` of a driver's or the file system's error. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
