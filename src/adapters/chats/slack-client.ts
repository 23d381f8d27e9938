import { LogLevel, WebClient } from '@slack/web-api';
import type { FetchFunction, Logger } from '@slack/web-api';

/** Slack's answers are small; whatever sends more is not Slack. */
const MOST_ANSWER_BYTES = 4 * 1024 * 1024;

export interface SlackAccess {
  readonly token: string;
  /** Ends with a slash. */
  readonly apiUrl: string;
  /** Of each single call. */
  readonly timeoutMs: number;
}

/**
 * A client for one operation: its calls end with `signal`. Retries are off, because the SDK would repeat
 * chat.postMessage up to ten times over half an hour and post it twice; the pipeline retries, with a memory.
 */
export function slackClient(access: SlackAccess, signal: AbortSignal): WebClient {
  return new WebClient(access.token, {
    slackApiUrl: access.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    fetch: boundedFetch(access.timeoutMs, signal),
    // Its warnings would go to the console; ours go to the log as failures.
    logger: silentLogger(),
  });
}

/** fetch with a timeout over the whole answer, a size cap, and no redirects. */
export function boundedFetch(timeoutMs: number, signal: AbortSignal): FetchFunction {
  return async (url, init) => {
    const answer = await fetch(url, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    return new Response(await readCapped(answer), { status: answer.status, headers: answer.headers });
  };
}

async function readCapped(answer: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MOST_ANSWER_BYTES) throw new Error('the answer is larger than any of Slack');
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function nothing(): void {}

function silentLogger(): Logger {
  return {
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: nothing,
    setLevel: nothing,
    setName: nothing,
    getLevel: () => LogLevel.ERROR,
  };
}
