/**
 * Commit statuses of GitHub, at most 1,000 for each commit and context. A fine-grained token needs the permission
 * "Commit statuses: write". https://docs.github.com/en/rest/commits/statuses#create-a-commit-status,
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
import { z } from 'zod';
import { verdictLine, type ToldOutcome } from '../../core/deploy/verdict-line.ts';
import type { VerdictSink } from '../../pipeline/deploy-ports.ts';
import { httpClient, type BytesAnswer } from '../http-client.ts';
import { commitOf } from './commit-of.ts';
import { calling, CODES, refusedBy, sinkOf, statusText, type StatusTools } from './sink.ts';
import { sinkSettings, statusSettings } from './verdict-section.ts';

const LONGEST_DESCRIPTION = 140;
/** Owner and name. */
const PATHS = /^[\w.-]+\/[\w.-]+$/;
const STATES: Readonly<Record<ToldOutcome, 'success' | 'failure' | 'error'>> = {
  regressed: 'failure',
  improved: 'success',
  unchanged: 'success',
  unsure: 'success',
  'given up': 'error',
};

export const GithubSection = z.strictObject({
  type: z.literal('github'),
  ...sinkSettings,
  ...statusSettings,
  api_url: z
    .url({ protocol: /^https?$/ })
    .default('https://api.github.com')
    .describe('GitHub Enterprise Server: https://HOST/api/v3'),
});
export type GithubSection = z.infer<typeof GithubSection>;

/** Rejects with VERDICTS_UNAVAILABLE, VERDICTS_TIMEOUT or VERDICTS_REJECTED. */
export function connectGithub(section: GithubSection, tools: StatusTools): VerdictSink {
  const url = section.api_url.replace(/\/+$/, '');
  const host = new URL(url).host
    .replace(/^api\./, '')
    .replace(/:\d+$/, '')
    .toLowerCase();
  return sinkOf(section, tools, async ({ row, check, outcome, pageUrl }, signal) => {
    const place = await commitOf(row, { host, paths: PATHS }, section.name, tools, signal);
    if (place === undefined) return;
    const { http, secret } = calling(section, url, tools.readFile);
    const status = {
      state: STATES[outcome],
      context: `${section.context}/${statusText(row.deploy.service, 200)}`,
      description: statusText(verdictLine(check, outcome), LONGEST_DESCRIPTION),
      target_url: pageUrl,
    };
    const answer = await httpClient({ ...http, bearer: secret('token_file', section.token_file) }, CODES).postBytes(
      `/repos/${place.path}/statuses/${place.commit}`,
      {
        body: JSON.stringify(status),
        headers: {
          'content-type': 'application/json',
          accept: 'application/vnd.github+json',
          'x-github-api-version': '2022-11-28',
          'user-agent': 'burnscope',
        },
      },
      signal,
    );
    if (answer.status !== 201) throw refused(section.name, place.path, answer, tools.clock.now());
  });
}

function refused(name: string, path: string, answer: BytesAnswer, now: number) {
  const { status, header } = answer;
  const isLimited = status === 403 || status === 429;
  const spent = header('x-ratelimit-remaining') === '0';
  const isBusy =
    isLimited &&
    (answer.retryAfter !== undefined || spent || /rate limit/i.test(new TextDecoder().decode(answer.body)));
  const reset = Number(header('x-ratelimit-reset')) * 1000 - now;
  // Without a word about how long, a minute at least is asked for.
  const retryAfter = !isBusy ? undefined : (answer.retryAfter ?? (spent && reset > 0 ? reset : 60_000));
  const hint =
    !isBusy && (status === 404 || status === 403)
      ? `; ${path} is not there, or the token may not write commit statuses`
      : status === 422
        ? '; the commit is not in the repository, or has 1,000 statuses'
        : status > 300 && status < 400
          ? '; the repository was moved: set its new url under repositories'
          : '';
  return refusedBy(name, { ...answer, ...(retryAfter === undefined ? {} : { retryAfter }) }, hint, isBusy);
}
