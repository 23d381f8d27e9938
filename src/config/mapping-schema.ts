import { z } from 'zod';
import { DeployRuleSection, DeployTest } from './deploy-rules-schema.ts';
import { ALL_DIALECTS } from './dialects.ts';
import { Kinds, Matchers, SelectorSetting, settings, TemplateText } from './settings-schema.ts';

/** One rule of the mapping. */
export const Rule = z.strictObject({
  name: z.string().min(1),
  matchers: Matchers,
  service: TemplateText.optional().describe('Which service burns; left out: what the labels of the SLO generator say'),
  ignore: z.boolean().default(false).describe('Leave the alerts that match alone'),
  continue: z.boolean().default(false).describe('Let later rules win as well'),
  ...settings,
});

export const Service = z.strictObject(settings);

/** Any one must match for an alert that no rule took. Sloth, Pyrra and the mixins all say page or critical. */
const PAGES = ['sloth_severity="page"', 'severity=~"critical|page"', 'grafana_slo_severity="critical"'];

export const TeamDefaults = z.strictObject({
  ...settings,
  pages: Matchers.optional().describe('Any one must match for an alert that no rule took; with tickets: add theirs'),
});

export const Defaults = z.strictObject({
  ...settings,
  profiles: Kinds.default(['cpu', 'block', 'mutex', 'off-cpu']),
  selector: SelectorSetting.prefault({ service_name: '{{ $service }}' }),
  pages: Matchers.prefault(PAGES),
});

/** What a plan is compared with; only what is given is compared. */
const Expected = z.strictObject({
  service: z.string().optional(),
  rule: z.string().optional(),
  slo: z.string().optional(),
  dialect: z.enum([...ALL_DIALECTS, 'none']).optional(),
  owner: z.string().optional(),
  channels: z.array(z.string()).optional(),
  profiles: Kinds.optional(),
  selector: z.record(z.string(), z.string()).optional(),
  sli: z.enum(['errors', 'latency']).optional(),
  traffic: z.string().optional(),
  objective: z.number().optional(),
  cooldown: z.string().optional(),
});
export type Expected = z.infer<typeof Expected>;

/** An alert and what it must lead to, run by `burnscope test`. */
export const MappingTest = z.strictObject({
  name: z.string().min(1).optional(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()).default({}),
  generator_url: z.string().optional(),
  expr: z.string().optional().describe("The alert's expression, where generator_url would carry it"),
  expect: z.union([z.literal('none'), Expected, z.array(Expected).min(1)]).describe('none, a plan, or several plans'),
});
export type MappingTest = z.infer<typeof MappingTest>;

/** What the main file and every team's file may hold. */
export const mappingSections = {
  services: z.record(z.string().min(1), Service).default({}),
  rules: z.array(Rule).default([]).describe('From top to bottom, the first whose matchers all match wins'),
  tests: z.array(MappingTest).default([]).describe('Run by burnscope test'),
  deploy_rules: z.array(DeployRuleSection).default([]).describe('Limits that functions keep across a deploy'),
  deploy_tests: z.array(DeployTest).default([]).describe('Run by burnscope test, about deploy_rules'),
};

/** A file of one team, read because the main file includes it. */
export const TeamFile = z.strictObject({
  owner: z.string().min(1).optional().describe('Who is behind this file; said in posts'),
  scope: Matchers.prefault([]).describe('Added to every rule; no rule or service here acts on an alert outside of it'),
  defaults: TeamDefaults.prefault({}),
  ...mappingSections,
});
export type TeamFile = z.infer<typeof TeamFile>;

const Include = z.union([z.string().min(1), z.strictObject({ files: z.string().min(1), scope: Matchers })]);

/** What only the main file says about the mapping. */
export const mainSections = {
  include: z
    .array(Include)
    .default([])
    .describe("Teams' files: paths relative to this file, with * and **; with a scope, that is added to theirs"),
  presets: z
    .array(z.enum(ALL_DIALECTS))
    .default([...ALL_DIALECTS])
    .describe('SLO generators recognised without a rule'),
  allow_alert_hints: z
    .boolean()
    .default(false)
    .describe('Let an alert choose its service by a label or annotation profile_service'),
  unmatched: z.enum(['ignore', 'log']).default('log').describe('What is said of an alert that nothing maps'),
  defaults: Defaults.prefault({}),
  ...mappingSections,
};
