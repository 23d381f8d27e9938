import type { IntColumn } from '../int-column.ts';
import type { ValueType } from '../profile.ts';
import type { OtlpTables } from './otlp-tables.ts';

/** A host's agent sends a few profiles for each container; more are a file made to fill memory. So it is for the other two bounds. */
export const MOST_PROFILES = 100_000;
/** Of the schemas before 1.6, where each has its own tables: a dozen columns for two bytes of the file. */
export const MOST_PROFILES_WITH_TABLES = 1000;
export const MOST_SAMPLES = 2 ** 24;

/** One profile of a message, whichever schema and encoding it came in. */
export interface OtlpProfile {
  /** Its place for complaints: `profile 2`. */
  readonly where: string;
  /** Profiles of one message share them, but for schemas before 1.6. */
  readonly tables: OtlpTables;
  /** One since schema 1.8, any number before. */
  readonly sampleTypes: readonly ValueType[];
  /** Locations that samples take a range of, leaf first; since schema 1.8 they name a row of the stacks. */
  readonly ranges?: IntColumn;
  readonly samples: number;
  /** Reads sample `at` into `sample`. */
  readSample(at: number, sample: OtlpSample): void;
  readonly period: number;
  readonly periodType: ValueType;
  /** Nanoseconds; 0 when unknown. */
  readonly timeNanos: number;
  readonly durationNanos: number;
  /** What the process that was profiled says of itself, `service.name` and the like. */
  readonly resource: readonly OtlpResourceAttribute[];
}

export type OtlpResourceAttribute = readonly [key: string, text: string];

/** A sample while it is read; one object serves for all. */
export interface OtlpSample {
  /** Row of the stacks, or where a range begins. */
  stack: number;
  /** Of a range. */
  length: number;
  readonly attributes: number[];
  /** Row of the links; -1 for none. */
  link: number;
  readonly values: number[];
  /** How many times it was observed, where the times are told. */
  observations: number;
}

export function emptySample(): OtlpSample {
  return { stack: 0, length: 0, attributes: [], link: -1, values: [], observations: 0 };
}

export function clearSample(sample: OtlpSample): void {
  sample.stack = 0;
  sample.length = 0;
  sample.attributes.length = 0;
  sample.link = -1;
  sample.values.length = 0;
  sample.observations = 0;
}
