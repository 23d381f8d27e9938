import type { Dialect } from '../incident/incident.ts';
import type { WindowRules } from '../incident/window-rules.ts';
import type { ProfileKind } from '../profile/profile.ts';
import type { Labels } from './alert.ts';
import type { Sli } from './burn.ts';
import { own, type Template } from './template.ts';

/** One matcher of Alertmanager's syntax, compiled. A missing label counts as the empty text. */
export interface Matcher {
  readonly label: string;
  /** As written, for messages. */
  readonly text: string;
  readonly test: (content: string) => boolean;
  /** The only texts that can match, where they can be listed: of `=`, and of `=~` with plain alternatives. */
  readonly literals?: readonly string[];
  /** Every text that can match begins with one of these, where that can be told. */
  readonly beginnings?: readonly string[];
  /** Every text that can match holds this somewhere, where that can be told. */
  readonly within?: string;
  /** What the named groups of the regular expression hold, of a text that matches. */
  readonly groups?: (content: string) => Labels;
}

/** What every level of the configuration may say; the highest level that says something wins, setting by setting. */
export interface Settings {
  readonly channels?: readonly string[];
  readonly profiles?: readonly ProfileKind[];
  /** Template per label of the profile store. */
  readonly selector?: Readonly<Record<string, Template>>;
  readonly sli?: Sli;
  /** Query for requests per second of the service. */
  readonly traffic?: Template;
  readonly windows?: Partial<WindowRules>;
  /** Milliseconds. */
  readonly cooldown?: number;
}

/** One file of the configuration. It acts on nothing outside its scope: other alerts are mapped as if it were not there. */
export interface MappingFile {
  readonly name: string;
  readonly isMain: boolean;
  readonly owner?: string;
  /** All must match. */
  readonly scope: readonly Matcher[];
  readonly defaults: Settings;
  /** Any one must match for an alert that no rule took; empty = all alerts; absent = what the main file says. */
  readonly pages?: readonly Matcher[];
}

export interface MappingRule {
  readonly name: string;
  /** `file:line`. */
  readonly place: string;
  readonly file: MappingFile;
  readonly matchers: readonly Matcher[];
  /** Absent = what the SLO generator's labels say. */
  readonly service?: Template;
  /** True to leave the alerts that match alone. */
  readonly ignore: boolean;
  /** True when later rules may win as well. */
  readonly continues: boolean;
  readonly settings: Settings;
}

export interface ServiceMapping {
  readonly place: string;
  readonly file: MappingFile;
  readonly settings: Settings;
}

/** The part of the configuration that turns labels into plans. */
export interface Mapping {
  /** The main file first. */
  readonly files: readonly [MappingFile, ...MappingFile[]];
  /** In the order in which they are tried. */
  readonly rules: readonly MappingRule[];
  readonly services: ReadonlyMap<string, ServiceMapping>;
  /** Generators whose alerts are recognised without a rule. */
  readonly presets: readonly Dialect[];
  /** Whether `profile_service` of an alert may choose among the services. */
  readonly allowHints: boolean;
  /** What is said of an alert that nothing maps: nothing at all, or a line in the log. */
  readonly unmatched: 'ignore' | 'log';
  /** Rules that may match these labels, in order; a superset of those that do. */
  readonly candidates: (labels: Labels) => Iterable<MappingRule>;
}

/** The first matcher that these labels do not fulfil; undefined when all match. */
export function firstMiss(matchers: readonly Matcher[], labels: Labels): Matcher | undefined {
  for (const matcher of matchers) if (!matcher.test(own(labels, matcher.label) ?? '')) return matcher;
  return undefined;
}
