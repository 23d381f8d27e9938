/** What Slack's errors mean for us. https://docs.slack.dev/reference/methods/chat.postMessage#errors */
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { Failure } from '../../core/failure.ts';

/** HTTP 200 with ok:false, and worth another try; after the last two the call may have been done in part. */
const PASSING = ['service_unavailable', 'request_timeout', 'team_added_to_org', 'internal_error', 'fatal_error'];
const LIMITED = ['ratelimited', 'rate_limited', 'message_limit_exceeded'];

const ADVICE: Readonly<Record<string, string>> = {
  not_in_channel: 'invite the bot to the channel',
  channel_not_found: 'check the channel, and invite the bot when it is private',
  is_archived: 'the channel is archived',
  invalid_auth: 'check the token',
  token_revoked: 'the token was revoked',
  account_inactive: 'the app was removed from the workspace',
  edit_window_closed: 'the workspace does not let messages be edited so late',
  message_not_found: 'the post was deleted',
};

/** The `error` of an ok:false answer. */
export function slackErrorCode(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}

/** Slack says so when a file is still being scanned, not visible to the token, or no picture. */
export function isInvalidSlackFile(error: unknown): boolean {
  if (!(error instanceof WebAPIPlatformError) || error.data.error !== 'invalid_blocks') return false;
  return JSON.stringify(error.data).includes('invalid slack file');
}

export function asSlackFailure(error: unknown, channel: string, signal: AbortSignal): Failure {
  if (error instanceof Failure) return error;
  if (signal.aborted) return new Failure('CANCELLED', `Slack ${channel}: cancelled`, { retryable: true });
  if (error instanceof WebAPIRateLimitedError) {
    return limited(channel, error.retryAfter * 1000);
  }
  if (error instanceof WebAPIPlatformError) return platformFailure(error, channel);
  if (error instanceof WebAPIHTTPError) {
    if (error.statusCode >= 500) return unavailable(channel, `answered ${error.statusCode}`, error);
    return rejected(channel, `answered ${error.statusCode}`, error);
  }
  if (error instanceof WebAPIRequestError) {
    // undici keeps the reason (ECONNREFUSED, a timeout) in `cause`.
    const { cause, message } = error.original;
    return unavailable(channel, cause instanceof Error ? cause.message : message, error);
  }
  const message = error instanceof Error ? error.message : String(error);
  // A 429 without a readable Retry-After has no class of its own.
  if (message.startsWith('Retry header did not contain')) return limited(channel, 30_000);
  return unavailable(channel, message, error);
}

function platformFailure(error: WebAPIPlatformError, channel: string): Failure {
  const code = error.data.error;
  // The SDK takes a body that is no JSON, such as a maintenance page, for the error itself.
  if (!/^[\w.-]{1,80}$/.test(code)) return unavailable(channel, 'answered something that is not Slack', error);
  if (LIMITED.includes(code)) return limited(channel, 30_000);
  if (PASSING.includes(code)) return unavailable(channel, `answered ${code}`, error);
  const needed: unknown = Reflect.get(error.data, 'needed');
  const scopes = typeof needed === 'string' ? `the token needs the scope ${needed}` : undefined;
  const advice = scopes ?? ADVICE[code];
  return rejected(channel, advice === undefined ? `refused: ${code}` : `refused: ${code} (${advice})`, error);
}

function limited(channel: string, retryAfter: number): Failure {
  return new Failure('CHAT_RATE_LIMITED', `Slack ${channel}: rate limited`, { retryable: true, retryAfter });
}

function unavailable(channel: string, problem: string, cause: unknown): Failure {
  return new Failure('CHAT_UNAVAILABLE', `Slack ${channel}: ${problem}`, { retryable: true, cause });
}

function rejected(channel: string, problem: string, cause: unknown): Failure {
  return new Failure('CHAT_REJECTED', `Slack ${channel}: ${problem}`, { retryable: false, cause });
}
