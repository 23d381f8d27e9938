import { z } from 'zod';
import { chatSections } from '../adapters/chats/registry.ts';
import { RepositorySections } from '../adapters/git/repository-section.ts';
import { PrometheusSection } from '../adapters/metrics/prometheus-section.ts';
import { storeSections } from '../adapters/stores/registry.ts';
import { verdictSections } from '../adapters/verdicts/registry.ts';
import { WebSection } from '../adapters/web/web-section.ts';
import { ALL_IDLE } from '../core/profile/idle-names.ts';
import { DeploysSection } from './deploys-schema.ts';
import { mainSections, type TeamFile } from './mapping-schema.ts';
import { Matchers } from './settings-schema.ts';
import { StorageSection } from './storage-schema.ts';

const named = { name: z.string().min(1) };

/** Names are spelt as in core/profile/idle-lists.ts: canonical, a beginning before `*`, or `file:name`. */
const Idle = z.strictObject({
  lists: z
    .array(z.enum(['go', 'jvm', 'node', 'python', 'ruby', 'rust', 'dotnet', 'native']))
    .default([...ALL_IDLE.lists]),
  also: z.array(z.string().min(1)).default([]).describe('Functions of yours that wait for work'),
  except: z.array(z.string().min(1)).default([]).describe('Functions that never count as idle'),
});

/** The main file; everything has a default, an empty file is valid. */
export const ConfigFile = z.strictObject({
  web: WebSection.prefault({}),
  storage: StorageSection.prefault({}),
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
    .array(z.strictObject({ ...named, matchers: Matchers.prefault([]), prometheus: PrometheusSection }))
    .default([]),
  stores: z.array(z.discriminatedUnion('type', storeSections)).default([]),
  channels: z.array(z.discriminatedUnion('type', chatSections)).default([]),
  repositories: RepositorySections.default([]),
  deploys: DeploysSection.prefault({}),
  verdicts: z
    .array(z.discriminatedUnion('type', verdictSections))
    .default([])
    .describe('Who else is told what the look at a deploy came to'),
  profiles: z.strictObject({ idle: Idle.prefault({}) }).prefault({}),
  ...mainSections,
});

type MainFile = z.infer<typeof ConfigFile>;

/** A rule or service with the place where it is written, `file:line`. */
type Placed<T> = T & { readonly place: string };

/** What the main file and the teams' files have in common. */
export interface MappingSections {
  readonly rules: readonly Placed<MainFile['rules'][number]>[];
  readonly services: Readonly<Record<string, Placed<MainFile['services'][string]>>>;
  readonly tests: readonly Placed<MainFile['tests'][number]>[];
  readonly deploy_rules: readonly Placed<MainFile['deploy_rules'][number]>[];
  readonly deploy_tests: readonly Placed<MainFile['deploy_tests'][number]>[];
}

/** A team's file, with what the main file adds to its scope. */
export interface Team extends Omit<TeamFile, keyof MappingSections>, MappingSections {
  readonly file: string;
}

/** Name of the main file where there is none. */
export const NO_FILE = '(defaults)';

/** The main file and the teams' files that it includes. */
export interface Config extends Omit<MainFile, keyof MappingSections>, MappingSections {
  readonly file: string;
  readonly teams: readonly Team[];
}
