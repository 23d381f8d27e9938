import { z } from 'zod';
import { chatAdapters } from '../adapters/chats/registry.ts';
import { RepositorySection } from '../adapters/git/git.ts';
import { PrometheusSection } from '../adapters/metrics/prometheus-section.ts';
import { storeAdapters } from '../adapters/stores/registry.ts';
import { WebSection } from '../adapters/web/web-section.ts';
import { templateProblem } from '../core/alert/template.ts';
import { ALL_IDLE } from '../core/profile/idle-names.ts';
import { compileMatcher } from './matcher.ts';

/** Compiles at reading time, so that a bad matcher is reported where it stands. */
const MatcherText = z.string().transform((text, context) => {
  try {
    return compileMatcher(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    return z.NEVER;
  }
});

const Template = z.string().superRefine((text, context) => {
  const problem = templateProblem(text);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

const Kinds = z.array(z.enum(['cpu', 'block', 'mutex', 'off-cpu', 'wall'])).min(1);
const Selector = z.record(z.string(), Template);
const named = { name: z.string().min(1) };

/** Names are spelt as in core/profile/idle-lists.ts: canonical, a beginning before `*`, or `file:name`. */
const Idle = z.strictObject({
  lists: z
    .array(z.enum(['go', 'jvm', 'node', 'python', 'ruby', 'rust', 'dotnet', 'native']))
    .default([...ALL_IDLE.lists]),
  also: z.array(z.string().min(1)).default([]).describe('Functions of yours that wait for work'),
  except: z.array(z.string().min(1)).default([]).describe('Functions that never count as idle'),
});

const Rule = z.strictObject({
  ...named,
  matchers: z.array(MatcherText).min(1),
  service: Template.optional(),
  ignore: z.boolean().default(false),
  channels: z.array(z.string()).optional(),
  profiles: Kinds.optional(),
});

const Service = z.strictObject({
  selector: Selector.optional(),
  channels: z.array(z.string()).optional(),
  profiles: Kinds.optional(),
  traffic: z.string().optional().describe('PromQL for requests per second of the whole service'),
});

/** Any one must match for an alert that no rule took. Sloth, Pyrra and the mixins all say page or critical. */
const PAGES = ['sloth_severity="page"', 'severity=~"critical|page"', 'grafana_slo_severity="critical"'];

/** The whole configuration; everything has a default, an empty file is valid. */
export const ConfigFile = z.strictObject({
  web: WebSection.prefault({}),
  storage: z.strictObject({ path: z.string().default('./data') }).prefault({}),
  database: z
    .strictObject({
      url_file: z.string().optional().describe('File that holds a postgres:// address; DATABASE_URL wins'),
      investigations: z.int().min(1).max(32).default(2).describe('How many run at once'),
    })
    .prefault({}),
  log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info') }).prefault({}),
  investigation: z
    .strictObject({ deadline_seconds: z.int().min(1).max(600).default(30), workers: z.int().min(1).max(32).default(1) })
    .prefault({}),
  sources: z
    .array(z.strictObject({ ...named, matchers: z.array(MatcherText).default([]), prometheus: PrometheusSection }))
    .default([]),
  stores: z.array(z.discriminatedUnion('type', [storeAdapters[0].Section])).default([]),
  channels: z.array(z.discriminatedUnion('type', [chatAdapters[0].Section, chatAdapters[1].Section])).default([]),
  repositories: z.array(RepositorySection).default([]),
  profiles: z.strictObject({ idle: Idle.prefault({}) }).prefault({}),
  defaults: z
    .strictObject({
      channels: z.array(z.string()).optional(),
      profiles: Kinds.default(['cpu', 'block', 'mutex', 'off-cpu']),
      selector: Selector.default({ service_name: '{{ $service }}' }),
      pages: z.array(MatcherText).default(() => PAGES.map(compileMatcher)),
    })
    .prefault({}),
  services: z.record(z.string(), Service).default({}),
  rules: z.array(Rule).default([]),
});

export type Config = z.infer<typeof ConfigFile>;
