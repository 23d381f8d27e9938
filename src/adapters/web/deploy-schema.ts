/** What the API says of deploys; its OpenAPI description is made of these. */
import { z } from 'zod';

const Time = z.iso.datetime().describe('ISO 8601, UTC');
const Confidence = z.enum(['sure', 'likely', 'weak']);

const CulpritJson = z.object({
  commit: z.string(),
  subject: z.string(),
  author: z.string(),
  at: z.string().describe('When it was committed, ISO 8601'),
  evidence: z.enum(['changed-lines', 'new-function', 'changed-caller', 'dependency-bump', 'in-deploy-only']),
  functions: z.array(z.string()),
  confidence: Confidence.optional(),
  why: z.string().optional(),
  path: z.string().optional().describe('The file that tells, in the repository'),
  pullRequest: z.int().optional(),
  permalink: z.string().optional(),
});

const CheckJson = z.object({
  state: z.enum(['waiting', 'checked', 'given up']),
  attempts: z.int().describe('How often it was looked at'),
  dueAt: Time.optional().describe('While it waits: the next look'),
  checkedAt: Time.optional(),
  note: z.string().describe('What is waited for, why it was given up, or what the comparison rests on'),
  outcome: z.enum(['regressed', 'improved', 'unchanged', 'unsure']).optional(),
  comparison: z.enum(['old and new pods', 'before and after']).optional(),
  verdict: z
    .object({
      kind: z.string(),
      confidence: Confidence,
      sentence: z.string(),
      culprits: z.array(CulpritJson).describe('Commits, the likeliest first'),
    })
    .optional(),
  findings: z
    .array(
      z.object({
        rule: z.string(),
        sentence: z.string(),
        function: z.string(),
        profile: z.enum(['cpu', 'off-cpu']),
      }),
    )
    .describe('Rules that the comparison broke'),
  told: z.array(z.string()).describe('Channels that were told'),
  evidence: z.url().optional().describe('Everything that the comparison found, as JSON; a signed link'),
});

export const DeployJson = z
  .object({
    key: z.string().regex(/^d[0-9a-f]{20}$/),
    service: z.string(),
    kind: z.enum(['version', 'rollback', 'feature-flag', 'config']),
    fromVersion: z.string().optional(),
    toVersion: z.string(),
    startedAt: Time.optional().describe('When the rollout began'),
    at: Time.describe('When it went live'),
    seenAt: Time.describe('When Burnscope heard of it first'),
    status: z.enum(['running', 'success', 'failed']),
    environment: z.string().optional(),
    fromCommit: z.string().optional(),
    commit: z.string().optional(),
    repository: z.string().optional(),
    fromImage: z.string().optional(),
    image: z.string().optional(),
    actor: z.string().optional(),
    url: z.string().optional().describe('Page of the deploy at its sender, as the sender gave it'),
    source: z.string().describe('Who told of it'),
    id: z.string().describe('What the sender calls it'),
    page: z.url().describe('For people; a signed link'),
    check: CheckJson.optional().describe('Absent where nothing is compared'),
  })
  .describe('A deploy, and what was found across it');

export const DeploysJson = z.object({
  deploys: z.array(DeployJson).describe('Newest first, by when they went live'),
  next: z.string().optional().describe('The before of the page that follows; absent on the last one'),
});

export const ErrorJson = z.object({
  error: z.string(),
  problems: z.array(z.string()).optional().describe('Each parameter that cannot be read, and why'),
});
