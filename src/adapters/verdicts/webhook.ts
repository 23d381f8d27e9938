/** Our own contract: docs/deploy-sources.md tells of body and headers. */
import { createHash, createHmac } from 'node:crypto';
import { z } from 'zod';
import { verdictLine } from '../../core/deploy/verdict-line.ts';
import { isoInstant, type Instant } from '../../core/instant.ts';
import type { VerdictSink } from '../../pipeline/deploy-ports.ts';
import { httpClient } from '../http-client.ts';
import { calling, CODES, refusedBy, sinkOf, statusText, type SinkTools, type Telling } from './sink.ts';
import { sinkSettings } from './verdict-section.ts';

const LONGEST_SENTENCE = 1000;
const MOST_FINDINGS = 20;

export const VerdictWebhookSection = z.strictObject({
  type: z.literal('webhook'),
  ...sinkSettings,
  url: z.url({ protocol: /^https?$/ }),
  secret_file: z.string().min(1).optional().describe('File of the secret that deliveries are signed with'),
});
export type VerdictWebhookSection = z.infer<typeof VerdictWebhookSection>;

/** Rejects with VERDICTS_UNAVAILABLE, VERDICTS_TIMEOUT or VERDICTS_REJECTED. */
export function connectVerdictWebhook(section: VerdictWebhookSection, tools: SinkTools): VerdictSink {
  const { origin, pathname, search } = new URL(section.url);
  return sinkOf(section, tools, async (telling, signal) => {
    const { http, secret } = calling(section, origin, tools.readFile);
    const body = JSON.stringify(deliveryOf(telling));
    const { secret_file: file } = section;
    const signature =
      file === undefined ? undefined : createHmac('sha256', secret('secret_file', file)).update(body).digest('hex');
    const answer = await httpClient(http, CODES).postBytes(
      pathname + search,
      {
        body,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'burnscope',
          'x-burnscope-event': 'deploy.checked',
          'x-burnscope-delivery': deliveryId(telling),
          ...(signature === undefined ? {} : { 'x-burnscope-signature-256': `sha256=${signature}` }),
        },
      },
      signal,
    );
    if (answer.status < 200 || answer.status > 299) throw refusedBy(section.name, answer, '', false);
  });
}

/** The same for every attempt, and another one for another outcome. */
function deliveryId({ row, check, outcome }: Telling): string {
  const about = JSON.stringify([row.key, outcome, check.checkedAt, check.evidenceId]);
  return createHash('sha256').update(about).digest('hex').slice(0, 32);
}

function deliveryOf({ row: { key, deploy }, check, outcome, pageUrl }: Telling) {
  const { verdict } = check;
  return {
    schema: 1,
    event: 'deploy.checked',
    outcome,
    summary: statusText(verdictLine(check, outcome), LONGEST_SENTENCE),
    page: pageUrl,
    checkedAt: time(check.checkedAt),
    note: statusText(check.note, LONGEST_SENTENCE),
    comparison: check.comparison,
    deploy: {
      key,
      service: deploy.service,
      kind: deploy.kind ?? 'version',
      environment: deploy.environment,
      fromVersion: deploy.fromVersion,
      toVersion: deploy.toVersion,
      fromCommit: deploy.fromCommit,
      commit: deploy.commit,
      // Addresses for cloning may carry a token.
      repository: deploy.repository?.replace(/\/\/[^/@]*@/, '//'),
      image: deploy.image,
      startedAt: time(deploy.startedAt),
      at: time(deploy.at),
      url: deploy.url,
      source: deploy.source,
    },
    verdict: verdict && {
      kind: verdict.kind,
      confidence: verdict.confidence,
      sentence: statusText(verdict.sentence, LONGEST_SENTENCE),
      culprits: verdict.culprits.slice(0, MOST_FINDINGS).map(({ commit, subject, evidence, functions, permalink }) => ({
        commit,
        subject: statusText(subject, 200),
        evidence,
        functions,
        permalink,
      })),
    },
    findings: check.findings.slice(0, MOST_FINDINGS).map((finding) => ({
      ...finding,
      sentence: statusText(finding.sentence, LONGEST_SENTENCE),
    })),
  };
}

function time(at: Instant | undefined): string | undefined {
  return at === undefined ? undefined : isoInstant(at);
}
