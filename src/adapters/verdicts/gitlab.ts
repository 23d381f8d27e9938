/**
 * Commit statuses of GitLab; the token needs the scope `api`, its owner the role Developer.
 * https://docs.gitlab.com/api/commits/#set-commit-pipeline-status
 */
import { z } from 'zod';
import { verdictLine, type ToldOutcome } from '../../core/deploy/verdict-line.ts';
import type { VerdictSink } from '../../pipeline/deploy-ports.ts';
import { httpClient } from '../http-client.ts';
import { commitOf } from './commit-of.ts';
import { calling, CODES, refusedBy, sinkOf, statusText, type StatusTools } from './sink.ts';
import { sinkSettings, statusSettings } from './verdict-section.ts';

const LONGEST_DESCRIPTION = 255;
/** Groups, however many, and the project. */
const PATHS = /^[\w.-]+(?:\/[\w.-]+)+$/;
const STATES: Readonly<Record<ToldOutcome, 'success' | 'failed' | 'canceled'>> = {
  regressed: 'failed',
  improved: 'success',
  unchanged: 'success',
  unsure: 'success',
  'given up': 'canceled',
};

export const GitlabSection = z.strictObject({
  type: z.literal('gitlab'),
  ...sinkSettings,
  ...statusSettings,
  url: z
    .url({ protocol: /^https?$/ })
    .default('https://gitlab.com')
    .describe('Base address of the GitLab, with any path prefix'),
});
export type GitlabSection = z.infer<typeof GitlabSection>;

/** Rejects with VERDICTS_UNAVAILABLE, VERDICTS_TIMEOUT or VERDICTS_REJECTED. */
export function connectGitlab(section: GitlabSection, tools: StatusTools): VerdictSink {
  const url = section.url.replace(/\/+$/, '');
  const { hostname, pathname } = new URL(url);
  const host = (hostname + pathname.replace(/\/+$/, '')).toLowerCase();
  return sinkOf(section, tools, async ({ row, check, outcome, pageUrl }, signal) => {
    const place = await commitOf(row, { host, paths: PATHS }, section.name, tools, signal);
    if (place === undefined) return;
    const { http, secret } = calling(section, url, tools.readFile);
    const status = {
      state: STATES[outcome],
      name: `${section.context}/${statusText(row.deploy.service, 200)}`,
      description: statusText(verdictLine(check, outcome), LONGEST_DESCRIPTION),
      target_url: pageUrl,
    };
    const answer = await httpClient({ ...http, bearer: secret('token_file', section.token_file) }, CODES).postBytes(
      `/api/v4/projects/${encodeURIComponent(place.path)}/statuses/${place.commit}`,
      { body: JSON.stringify(status), headers: { 'content-type': 'application/json' } },
      signal,
    );
    if (answer.status === 200 || answer.status === 201) return;
    // A status that is that way already cannot become it.
    if (answer.status === 400 && /cannot transition status/i.test(new TextDecoder().decode(answer.body))) return;
    const hint =
      answer.status === 404 || answer.status === 403
        ? `; ${place.path} or the commit is not there, or the token may not write to it`
        : '';
    // 409: somebody else is writing a status of that commit.
    throw refusedBy(section.name, answer, hint, answer.status === 409);
  });
}
