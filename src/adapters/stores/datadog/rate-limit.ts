/** https://docs.datadoghq.com/api/latest/rate-limits/ */
import type { BytesAnswer } from '../../http-client.ts';

export interface RateLimit {
  readonly limit: number | undefined;
  readonly periodSeconds: number | undefined;
  readonly remaining: number | undefined;
  /** Until it begins anew, in milliseconds. */
  readonly resetMs: number | undefined;
  readonly name: string | undefined;
}

export function rateLimitOf({ header }: Pick<BytesAnswer, 'header'>): RateLimit {
  const number = (name: string) => {
    const text = header(name);
    return text !== undefined && /^\d{1,9}(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
  };
  const reset = number('x-ratelimit-reset');
  return {
    limit: number('x-ratelimit-limit'),
    periodSeconds: number('x-ratelimit-period'),
    remaining: number('x-ratelimit-remaining'),
    resetMs: reset === undefined ? undefined : reset * 1000,
    name: header('x-ratelimit-name')?.slice(0, 60),
  };
}

/** For the sentence in the post: what is allowed, and when it is good again. */
export function rateLimitWords({ limit, periodSeconds, resetMs, name }: RateLimit): string {
  const allowed =
    limit === undefined ? '' : ` of ${limit} calls${periodSeconds === undefined ? '' : ` in ${periodSeconds} s`}`;
  const again = resetMs === undefined ? '' : `, good again in ${Math.ceil(resetMs / 1000)} s`;
  return `its limit${name === undefined ? '' : ` ${name}`}${allowed} is used up${again}`;
}
