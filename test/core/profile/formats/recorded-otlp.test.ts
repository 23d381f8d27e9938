import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { otlpProtobuf } from '../../../../src/core/profile/formats/otlp.ts';
import { decodePprof } from '../../../../src/core/profile/formats/pprof.ts';
import { kindsOf } from '../../../../src/core/profile/pick-values.ts';
import { readProfile } from '../../../../src/core/profile/read-profile.ts';
import { profileFixture } from '../../../support/profile-fixture.ts';
import { rowsOf, selfByName, totalOf } from '../../../support/profile-rows.ts';
import { readOrRefuse } from '../../../support/read-or-refuse.ts';

// Copied: slices of a Buffer share its bytes, and some are damaged below.
const GO = Uint8Array.from(profileFixture('formats/go-cpu-labels-1.otlp.pb'));

describe('recorded OTLP profiles', () => {
  test("have the costs of the pprof that they were made of, by the official code of Go's module 0.3.0", () => {
    const source = decodePprof(profileFixture('formats/cpu-labels-1.pb.gz'));
    const profile = readProfile(GO);

    expect(profile.format).toBe('otlp');
    expect(profile.sampleTypes).toEqual(source.sampleTypes);
    for (const column of [0, 1]) expect(selfByName(profile, column)).toEqual(selfByName(source, column));
    expect(profile.timeMs).toBe(source.timeMs);
    expect(profile.period).toBe(source.period);
    expect(rowsOf(profile)[0]!.labels).toMatchObject({ tenant: 'acme', span_id: '1715609f7c746c69' });
  });

  test('say the same in JSON as in protobuf', () => {
    expect(rowsOf(readProfile(profileFixture('formats/go-cpu-labels-1.otlp.json.gz')))).toEqual(
      rowsOf(readProfile(GO)),
    );
  });

  test("of async-profiler 4.2's converter, in the schema of 1.7: lock waits as its pprof has them", () => {
    const profile = readProfile(profileFixture('formats/ap-jfrconv-lock.otlp'));

    expect(profile.sampleTypes).toEqual([
      { type: 'locks', unit: 'count' },
      { type: 'locks', unit: 'nanoseconds' },
    ]);
    expect(totalOf(profile, 0)).toBe(1567);
    expect(totalOf(profile, 1)).toBe(totalOf(decodePprof(profileFixture('formats/ap-jfrconv-lock-total-ns.pprof')), 0));
    expect(kindsOf(profile)).toEqual(['block']);
    expect(rowsOf(profile)[0]!.labels['thread.name']).toMatch(/^\[.* tid=\d+\]$/);
  });

  test('of the same converter: wall samples as its collapsed stacks have them, and no time that is a count', () => {
    const profile = readProfile(profileFixture('formats/ap-jfrconv-wall.otlp.gz'));
    const collapsed = readProfile(profileFixture('formats/ap-jfrconv-wall.collapsed.gz'));

    expect(profile.sampleTypes).toEqual([{ type: 'cpu', unit: 'count' }]);
    expect(profile.unstated).toBe('kind');
    expect(totalOf(profile, 0)).toBe(16_040);
    const plain = Object.entries(selfByName(collapsed, 0)).map(([name, cost]) => [
      name.replace(/_\[[0-9a-z]\]$/, ''),
      cost,
    ]);
    expect(selfByName(profile, 0)).toEqual(Object.fromEntries(plain));
  });

  test('of async-profiler 4.4 itself, in the schema of 1.8: the samples of its collapsed stacks', () => {
    const profile = readProfile(profileFixture('formats/ap44-cpu.otlp.gz'));

    expect(totalOf(profile, 0)).toBe(975);
    expect(selfByName(profile, 0)).toMatchObject({
      'I2C/C2I adapters': 23,
      'vtable stub': 18,
      'java/util/HashMap.getNode': 14,
    });
    expect(profile.sampleTypes).toEqual([{ type: 'perf_events', unit: 'count' }]);
  });

  test('cut off or damaged are refused with nothing but MalformedProfile, and never hang', () => {
    fc.assert(
      fc.property(
        fc.nat(GO.length - 1),
        fc.array(fc.tuple(fc.nat(GO.length - 1), fc.nat(255)), { maxLength: 8 }),
        (length, edits) => {
          const bytes = GO.slice(0, edits.length === 0 ? length : GO.length);
          for (const [at, byte] of edits) bytes[at] = byte;
          expect(() => readOrRefuse(() => otlpProtobuf.decode(bytes))).not.toThrow();
        },
      ),
      { numRuns: 300 },
    );
  });

  test('are known as OTLP when cut off, too', () => {
    for (const length of [64, 400, 3000]) expect(() => readProfile(GO.slice(0, length))).toThrow(/otlp profile/);
  });
});
