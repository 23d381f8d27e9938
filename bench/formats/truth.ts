/** What other tools say of the recorded files: the shapes of truth.json, and the tables of perf report. */

export type Costs = readonly (readonly [name: string, cost: number])[];

/** One column of a profile as another tool sums it. `share` means percent with two decimals. */
export interface Expected {
  /** `type/unit`, or a number where the other tool calls it differently. */
  readonly column: string | number;
  readonly sum?: number;
  readonly self: Costs;
  readonly total: Costs;
  readonly in: 'units' | 'share';
}

interface Part {
  readonly self: Costs;
  readonly total: Costs;
}

/** An entry of truth.json; each tool fills the fields it can. */
export interface Entry {
  readonly tool: string;
  readonly totals?: readonly number[];
  readonly sampleTypes?: readonly string[];
  readonly byType?: Readonly<Record<string, Part>>;
  readonly self?: Costs;
  readonly total?: Costs;
  readonly profiles?: readonly (Part & { readonly totals: readonly number[] })[];
  readonly profile0?: OtlpPart;
  readonly profile1?: OtlpPart;
  readonly events?: Readonly<Record<string, Part & { readonly count: number }>>;
}

interface OtlpPart {
  readonly self: Costs;
  readonly total: number;
  readonly totals: Costs;
  readonly type: string;
  readonly unit: string;
}

export function expectedOf(entry: Entry): Expected[] {
  const { byType = {}, totals = [], sampleTypes = [], profiles = [], profile0, profile1, events = {} } = entry;
  const expected: Expected[] = Object.entries(byType).map(([column, { self, total }]) => {
    return { column, sum: totals[sampleTypes.indexOf(column)]!, self: plain(self), total: plain(total), in: 'units' };
  });
  if (entry.self !== undefined && entry.total !== undefined)
    expected.push({ column: 0, sum: totals[0]!, self: entry.self, total: entry.total, in: 'units' });
  // speedscope: a part a thread, in seconds. A name outside of one thread's top list is unknown there, so only the sum is compared.
  if (profiles.length > 0) {
    const sum = profiles.reduce((all, profile) => all + profile.totals[0]!, 0);
    expected.push({ column: 0, sum: sum * 1e9, self: [], total: [], in: 'units' });
  }
  for (const part of [profile0, profile1])
    if (part !== undefined)
      expected.push({
        column: `${part.type}/${part.unit}`,
        sum: part.total,
        self: part.self,
        total: part.totals,
        in: 'units',
      });
  const sampled = events['jdk.ExecutionSample'];
  if (sampled !== undefined)
    expected.push({ column: 'cpu/count', sum: sampled.count, self: sampled.self, total: sampled.total, in: 'units' });
  return expected;
}

/** pprof marks inlined functions behind their names. */
function plain(costs: Costs): Costs {
  return costs.map(([name, cost]) => [name.replace(/ \((?:partial-)?inline\)$/, ''), cost] as const);
}

/** `perf report` with and without children. Rows of addresses are left out: there perf knows no name. */
export function expectedOfPerf(children: string, own: string): Expected {
  const rows = (text: string, row: RegExp) =>
    Array.from(text.matchAll(row), ([, share, name]) => [name!.trim(), Number(share)] as const).filter(
      ([name]) => !/^(?:0x)?[0-9a-f]{16}$/.test(name),
    );
  return {
    column: 'cpu/nanoseconds',
    sum: Number(/^# Event count \(approx\.\): (\d+)/m.exec(own)?.[1]),
    self: rows(own, /^ +([\d.]+)% .*\[[.k]\] (.*)$/gm),
    total: rows(children, /^ +([\d.]+)% +[\d.]+% .*\[[.k]\] (.*)$/gm),
    in: 'share',
  };
}
