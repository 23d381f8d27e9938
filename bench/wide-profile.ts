import { Function as PprofFunction, Line, Location, Profile, Sample, StringTable, ValueType } from 'pprof-format';

const PERIOD = 10_000_000;

/** A plain pprof CPU profile with this many different stacks, Go-like names and heavy-tailed weights; always the same. */
export function wideProfile(stacks: number, regressed: boolean, pod: string): Uint8Array {
  const stringTable = new StringTable();
  const functions: PprofFunction[] = [];
  const locations: Location[] = [];
  const ids = new Map<string, number>();
  const locationOf = (name: string): number => {
    const known = ids.get(name);
    if (known !== undefined) return known;
    const id = locations.length + 1;
    functions.push(
      new PprofFunction({ id, name: stringTable.dedup(name), filename: stringTable.dedup('example.com/wide/a.go') }),
    );
    locations.push(new Location({ id, line: [new Line({ functionId: id, line: 1 })] }));
    ids.set(name, id);
    return id;
  };
  let state = pod.charCodeAt(0);
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const sample = Array.from({ length: stacks }, (_, i) => {
    const stack = ['main.main', 'net/http.(*conn).serve', `example.com/wide/api.handle${i % 12}`];
    const depth = 8 + (i % 20);
    for (let level = 3; level < depth; level++) {
      stack.push(`example.com/wide/pkg${(i * 7 + level) % 60}.Func${(i * 31 + level * 17) % 4000}`);
    }
    stack.push(`example.com/wide/leaf.F${i}`);
    const weight = Math.ceil(1 / (0.02 + random())) * (regressed && i % 12 === 3 ? 2 : 1);
    return new Sample({ locationId: stack.toReversed().map(locationOf), value: [weight, weight * PERIOD] });
  });
  const type = (name: string, unit: string) =>
    new ValueType({ type: stringTable.dedup(name), unit: stringTable.dedup(unit) });
  return new Profile({
    sampleType: [type('samples', 'count'), type('cpu', 'nanoseconds')],
    sample,
    location: locations,
    function: functions,
    stringTable,
    periodType: type('cpu', 'nanoseconds'),
    period: PERIOD,
  }).encode();
}
