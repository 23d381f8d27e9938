/** Answers of querier.v1 in both of Connect's encodings: int64 are texts in JSON, and what is zero or empty is left out. */
import type { Labels } from '../../core/alert/alert.ts';
import type { Window } from '../../core/instant.ts';
import { typeIdText, type ProfileTypeId } from '../../core/profile/profile-type-id.ts';
import { writeProto } from '../write-proto.ts';

export interface QuerierAnswer {
  json(): unknown;
  proto(): Uint8Array;
}

export function profileTypesAnswer(types: readonly ProfileTypeId[]): QuerierAnswer {
  return {
    json: () =>
      listed(
        'profileTypes',
        types.map((type) => withoutEmpty({ ID: typeIdText(type), ...textsOf(type) })),
      ),
    proto: () =>
      writeProto(
        types.map((type) => [
          1,
          writeProto([
            [1, typeIdText(type)],
            [2, type.name],
            [4, type.sampleType],
            [5, type.sampleUnit],
            [6, type.periodType],
            [7, type.periodUnit],
          ]),
        ]),
      ),
  };
}

export function namesAnswer(names: readonly string[]): QuerierAnswer {
  return { json: () => listed('names', names), proto: () => writeProto(names.map((name) => [1, name])) };
}

export function seriesAnswer(sets: readonly Labels[]): QuerierAnswer {
  return {
    json: () =>
      listed(
        'labelsSet',
        sets.map((labels) => ({ labels: pairsOf(labels) })),
      ),
    proto: () => writeProto(sets.map((labels) => [2, writeProto(labelFields(labels))])),
  };
}

/** Milliseconds; nothing at all where there is nothing. */
export function statsAnswer(reach: Window | undefined): QuerierAnswer {
  if (reach === undefined) return { json: () => ({}), proto: () => new Uint8Array() };
  const { from, to } = { from: Math.floor(reach.from), to: Math.floor(reach.to) };
  return {
    json: () => ({ dataIngested: true, oldestProfileTime: String(from), newestProfileTime: String(to) }),
    proto: () =>
      writeProto([
        [1, 1],
        [2, from],
        [3, to],
      ]),
  };
}

/** Sorted by name, as they are said. */
export function pairsOf(labels: Labels): readonly { readonly name: string; readonly value: string }[] {
  return Object.entries(labels)
    .map(([name, value]) => ({ name, value }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** `labels = 1` of a message, each `{ name = 1, value = 2 }`. */
export function labelFields(labels: Labels): readonly (readonly [number, Uint8Array])[] {
  return pairsOf(labels).map(({ name, value }) => [
    1,
    writeProto([
      [1, name],
      [2, value],
    ]),
  ]);
}

export function listed(name: string, list: readonly unknown[]): unknown {
  return list.length === 0 ? {} : { [name]: list };
}

function textsOf({ name, sampleType, sampleUnit, periodType, periodUnit }: ProfileTypeId) {
  return { name, sampleType, sampleUnit, periodType, periodUnit };
}

function withoutEmpty(fields: Readonly<Record<string, string>>): unknown {
  return Object.fromEntries(Object.entries(fields).filter(([, text]) => text !== ''));
}
