/** Every way in which the outside can fail. The same words are metric labels and rows of the table in the README. */
export type FailureCode =
  | 'PROFILE_STORE_UNAVAILABLE'
  | 'PROFILE_STORE_TIMEOUT'
  | 'PROFILE_STORE_REJECTED'
  | 'METRICS_UNAVAILABLE'
  | 'METRICS_TIMEOUT'
  | 'METRICS_REJECTED'
  | 'CHAT_UNAVAILABLE'
  | 'CHAT_RATE_LIMITED'
  | 'CHAT_REJECTED'
  | 'GIT_UNAVAILABLE'
  | 'GIT_TIMEOUT'
  | 'DEPLOYS_UNAVAILABLE'
  | 'DEPLOYS_TIMEOUT'
  | 'DEPLOYS_REJECTED'
  | 'VERDICTS_UNAVAILABLE'
  | 'VERDICTS_TIMEOUT'
  | 'VERDICTS_REJECTED'
  | 'DATABASE_UNAVAILABLE'
  | 'DISK_FULL'
  | 'OBJECT_STORAGE_UNAVAILABLE'
  | 'OBJECT_STORAGE_TIMEOUT'
  | 'OBJECT_STORAGE_REJECTED'
  | 'COMPUTE_FAILED'
  | 'CANCELLED';

/** Something outside went wrong. Made only in adapters, where status, timeouts and redaction are known. */
export class Failure extends Error {
  readonly code: FailureCode;
  /** May the same call be tried again? */
  readonly retryable: boolean;
  /** Milliseconds that the other side asked us to wait. */
  readonly retryAfter: number | undefined;

  constructor(
    code: FailureCode,
    message: string,
    options: { retryable: boolean; retryAfter?: number; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = 'Failure';
    this.code = code;
    this.retryable = options.retryable;
    this.retryAfter = options.retryAfter;
  }
}
