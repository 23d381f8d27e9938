/** Answers of querier.v1 in a form that does not depend on the order of names, children and samples. */
import { readProfile } from '../../src/core/profile/read-profile.ts';
import { rowsOf } from './profile-rows.ts';

/** Rows of a tree as text and numbers, whatever the order of names and children. */
export function levelsOf(answer: unknown): readonly string[] {
  const { flamegraph } = answer as {
    flamegraph: { names: string[]; levels: { values: string[] }[]; total?: string; maxSelf?: string };
  };
  const { names, levels } = flamegraph;
  const rows: string[] = [`total ${flamegraph.total ?? 0}, most ${flamegraph.maxSelf ?? 0}`];
  let above: { readonly path: string; readonly begin: number; readonly end: number }[] = [];
  for (const { values } of levels) {
    const row: typeof above = [];
    let end = 0;
    for (let at = 0; at < values.length; at += 4) {
      const [gap = 0, total = 0, self = 0, name = 0] = values.slice(at, at + 4).map(Number);
      const begin = end + gap;
      end = begin + total;
      const parent = above.find((one) => one.begin <= begin && begin < one.end)?.path ?? '';
      const path = `${parent};${names[name]}`;
      rows.push(`${path} ${total} ${self}`);
      row.push({ path, begin, end });
    }
    above = row;
  }
  return rows.toSorted();
}

export function treeRows(bytes: Uint8Array): readonly string[] {
  const rows: string[] = [];
  let at = 0;
  const number = () => {
    let read = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++]!;
      read += (byte & 127) * scale;
      if (byte < 128) return read;
    }
  };
  const visit = (path: string) => {
    const length = number();
    const name = Buffer.from(bytes.subarray(at, at + length)).toString();
    at += length;
    rows.push(`${path};${name} ${number()}`);
    for (let children = number(); children > 0; children--) visit(`${path};${name}`);
  };
  if (bytes.length > 0) visit('');
  return rows.toSorted();
}

/** Bytes of the tag and the length before the only field of a message. */
export function protoLength(bytes: Uint8Array): number {
  let at = 1;
  while (bytes[at]! > 127) at++;
  return at + 1;
}

export function pprofRows(bytes: Uint8Array): unknown {
  const profile = readProfile(bytes);
  const { sampleTypes, period, periodType, timeMs } = profile;
  const lines = new Set(profile.frames.map(({ name, file, line }) => `${name} ${file}:${line}`));
  const costs = new Map<string, number>();
  for (const { stack, values } of rowsOf(profile)) costs.set(stack, (costs.get(stack) ?? 0) + values[0]!);
  return {
    sampleTypes,
    period,
    periodType,
    timeMs,
    lines: [...lines].toSorted(),
    costs: new Map([...costs].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

interface JsonPprof {
  readonly sampleType?: readonly { readonly type: string; readonly unit: string }[];
  readonly sample?: readonly { readonly locationId: readonly string[]; readonly value: readonly string[] }[];
  readonly location?: readonly { readonly id: string; readonly line: readonly { readonly functionId: string }[] }[];
  readonly function?: readonly { readonly id: string; readonly name: string; readonly filename: string }[];
  readonly stringTable?: readonly string[];
  readonly timeNanos?: string;
  readonly period?: string;
}

export function jsonRows(answer: unknown): unknown {
  const whole = answer as JsonPprof & { readonly pprof?: { readonly profile: JsonPprof } };
  const { sampleType = [], sample = [], location = [], stringTable = [], ...rest } = whole.pprof?.profile ?? whole;
  const names = new Map(
    rest.function?.map(({ id, name, filename }) => [
      id,
      `${stringTable[Number(name)]} ${stringTable[Number(filename)]}`,
    ]),
  );
  const places = new Map(location.map(({ id, line }) => [id, line.map((one) => names.get(one.functionId)).join('|')]));
  return {
    isWrapped: whole.pprof !== undefined,
    types: sampleType.map(({ type, unit }) => `${stringTable[Number(type)]} ${stringTable[Number(unit)]}`),
    rows: sample.map((one) => `${one.locationId.map((id) => places.get(id)).join(';')} ${one.value.join()}`).toSorted(),
    seconds: Math.round(Number(rest.timeNanos ?? 0) / 1e9),
    period: rest.period,
  };
}

export function seriesByLabels(answer: unknown): readonly unknown[] {
  const { series = [] } = answer as { series?: readonly { readonly labels?: unknown; readonly points: unknown }[] };
  return series
    .map(({ labels, points }) => [JSON.stringify(labels ?? []), points] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}
