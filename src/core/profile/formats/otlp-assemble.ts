import type { IntColumn } from '../int-column.ts';
import { MalformedProfile, type Profile, type ValueType } from '../profile.ts';
import { framesOfLocation, openFrames, type OtlpFrames } from './otlp-frames.ts';
import { labelsOfSample, type OtlpLabels } from './otlp-labels.ts';
import { clearSample, emptySample, MOST_SAMPLES, type OtlpProfile, type OtlpSample } from './otlp-message.ts';
import { settleValueTypes } from './otlp-value-types.ts';
import { countStacks, type OtlpTables } from './otlp-tables.ts';
import { addSample, DEEPEST_STACK, draftProfile, finishProfile, type ProfileDraft } from './profile-draft.ts';

/** More kinds of values are no profile of a program, and every sample would get a column for each. */
const MOST_SAMPLE_TYPES = 32;

/** What is kept between the samples of a message. */
interface Assembly {
  readonly draft: ProfileDraft;
  readonly columns: ReadonlyMap<string, number>;
  readonly frames: Map<OtlpTables, OtlpFrames>;
  readonly labels: Map<OtlpTables, OtlpLabels>;
  /** Sample by identity, to join what several profiles say of it; undefined for a single profile. */
  readonly rows: Map<string, number> | undefined;
  /** Columns that stacks are taken from, numbered. */
  readonly sources: Map<IntColumn, number>;
  /** Resources, numbered by what they say: its text may be long, and every sample has a key. */
  readonly resources: ReadonlyMap<OtlpProfile['resource'], number>;
}

/**
 * One profile of all those in a message: since schema 1.8 each measures one thing, so CPU time and counts of the same stacks come as
 * two. Samples of one identity (stack, attributes, link) become one with a value for each sample type, 0 where none was measured.
 */
export function assembleOtlp(format: string, profiles: readonly OtlpProfile[], fileBytes?: number): Profile {
  const types = typesOfAll(profiles);
  if (types.size > MOST_SAMPLE_TYPES)
    throw new MalformedProfile(format, `it has ${types.size} sample types, more than ${MOST_SAMPLE_TYPES}`);
  const samples = profiles.reduce((sum, profile) => sum + profile.samples, 0);
  if (samples > MOST_SAMPLES)
    throw new MalformedProfile(format, `it has ${samples} samples, more than ${MOST_SAMPLES}`);
  const assembly: Assembly = {
    draft: draftProfile(format, Array.from(types.values()), fileBytes),
    columns: new Map(Array.from(types.keys(), (key, column) => [key, column])),
    frames: new Map(),
    labels: new Map(),
    rows: profiles.length > 1 ? new Map() : undefined,
    sources: new Map(),
    resources: numberResources(profiles),
  };
  const isOfMany = assembly.resources.size > 1;
  for (const profile of profiles) addProfile(assembly, profile, isOfMany ? profile.resource : []);
  const { period, periodType } = profiles.find((one) => one.period > 0) ?? {
    period: 0,
    periodType: { type: '', unit: '' },
  };
  const begins = profiles.map(({ timeNanos }) => timeNanos).filter((time) => time > 0);
  const begin = begins.reduce((least, time) => Math.min(least, time), begins[0] ?? 0);
  const end = profiles.reduce((most, one) => Math.max(most, one.timeNanos + one.durationNanos), 0);
  const profile = finishProfile(assembly.draft, {
    period,
    periodType,
    timeMs: Math.floor(begin / 1e6),
    durationSeconds: profiles.some(({ durationNanos }) => durationNanos > 0) ? Math.max(0, end - begin) / 1e9 : 0,
  });
  return settleValueTypes(profile);
}

function numberResources(profiles: readonly OtlpProfile[]): ReadonlyMap<OtlpProfile['resource'], number> {
  const numbers = new Map<string, number>();
  const resources = new Map<OtlpProfile['resource'], number>();
  for (const { resource } of profiles) {
    if (resources.has(resource)) continue;
    const text = JSON.stringify(resource);
    if (!numbers.has(text)) numbers.set(text, numbers.size);
    resources.set(resource, numbers.get(text)!);
  }
  return resources;
}

function typesOfAll(profiles: readonly OtlpProfile[]): ReadonlyMap<string, ValueType> {
  const types = new Map<string, ValueType>();
  for (const { sampleTypes } of profiles) for (const type of sampleTypes) types.set(keyOf(type), type);
  return types;
}

function keyOf({ type, unit }: ValueType): string {
  return `${type}/${unit}`;
}

function addProfile(assembly: Assembly, profile: OtlpProfile, resource: OtlpProfile['resource']): void {
  const { draft, columns } = assembly;
  const { tables, sampleTypes, where } = profile;
  const frames = assembly.frames.get(tables) ?? openFrames(draft, tables);
  assembly.frames.set(tables, frames);
  const labels = assembly.labels.get(tables) ?? { format: draft.format, tables, known: [] };
  assembly.labels.set(tables, labels);
  const source = profile.ranges ?? tables.stacks.locations;
  if (!assembly.sources.has(source)) assembly.sources.set(source, assembly.sources.size);
  const identity = `${assembly.sources.get(source)} ${assembly.resources.get(resource) ?? ''}`;
  const columnOf = sampleTypes.map((type) => columns.get(keyOf(type))!);
  const sample = emptySample();
  const stack: number[] = [];
  const values = draft.sampleTypes.map(() => 0);
  for (let at = 0; at < profile.samples; at++) {
    clearSample(sample);
    profile.readSample(at, sample);
    findLocations(draft.format, profile, at, sample);
    values.fill(0);
    for (let column = 0; column < columnOf.length; column++)
      values[columnOf[column]!]! += valueOf(draft.format, profile, at, sample, column);
    const row = assembly.rows === undefined ? undefined : rowOf(assembly.rows, draft, identity, sample);
    if (row === undefined) {
      fillStack(frames, stack, source, sample, where, at);
      addSample(draft, stack, values, labelsOfSample(labels, profile, at, sample, resource));
    } else
      for (let column = 0; column < values.length; column++)
        draft.values[row * values.length + column]! += values[column]!;
  }
}

/** Row of an earlier sample with this identity, or undefined for the first, whose row will be the next one. */
function rowOf(rows: Map<string, number>, draft: ProfileDraft, source: string, sample: OtlpSample): number | undefined {
  const attributes = sample.attributes.sort((a, b) => a - b).join();
  const key = `${source} ${sample.stack} ${sample.length} ${sample.link} ${attributes}`;
  const row = rows.get(key);
  if (row === undefined) rows.set(key, draft.stackStart.length - 1);
  return row;
}

/** Turns a row of the stacks into the range of locations that it has; ranges of old schemas are checked. */
function findLocations(format: string, profile: OtlpProfile, at: number, sample: OtlpSample): void {
  const { tables, ranges, where } = profile;
  if (ranges !== undefined) {
    const end = sample.stack + sample.length;
    if (end <= ranges.length) return;
    throw new MalformedProfile(
      format,
      `${where}: sample ${at} takes locations up to ${end}, but there are ${ranges.length}`,
    );
  }
  const { stack } = sample;
  const count = countStacks(tables);
  // Row 0 stands for no stack, also where the table was left out.
  if (stack >= count && stack > 0)
    throw new MalformedProfile(format, `${where}: sample ${at} has stack ${stack}, but the table has ${count}`);
  const { items } = tables.stacks.start;
  sample.stack = items[stack]!;
  sample.length = stack < count ? items[stack + 1]! - items[stack]! : 0;
}

/**
 * Old schemas give one value for each sample type. New ones have one type and a value for each observation, or only the times of
 * observations, of which each counts 1.
 */
function valueOf(format: string, profile: OtlpProfile, at: number, sample: OtlpSample, column: number): number {
  const { values, observations } = sample;
  const types = profile.sampleTypes.length;
  if (types === 1) return values.length === 0 ? observations : values.reduce((sum, value) => sum + value, 0);
  if (values.length !== types)
    throw new MalformedProfile(
      format,
      `${profile.where}: sample ${at} has ${values.length} values for ${types} sample types`,
    );
  return values[column]!;
}

function fillStack(
  frames: OtlpFrames,
  stack: number[],
  source: IntColumn,
  sample: OtlpSample,
  where: string,
  at: number,
): void {
  stack.length = 0;
  for (let location = sample.stack + sample.length - 1; location >= sample.stack; location--) {
    for (const frame of framesOfLocation(frames, source.items[location]!)) stack.push(frame);
    if (stack.length > DEEPEST_STACK)
      throw new MalformedProfile(frames.draft.format, `${where}: sample ${at} is deeper than ${DEEPEST_STACK} frames`);
  }
}
