import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFolded } from '../../../../src/core/profile/formats/folded.ts';
import { MalformedProfile, type Profile } from '../../../../src/core/profile/profile.ts';

function decode(text: string): Profile {
  return decodeFolded(new TextEncoder().encode(text));
}

function spell(profile: Profile): string[] {
  return Array.from(profile.values, (count, sample) => {
    const stack = profile.stacks.subarray(profile.stackStart[sample], profile.stackStart[sample + 1]);
    return `${Array.from(stack, (frame) => profile.frames[frame]!.name).join(';')} ${count}`;
  });
}

describe('decodeFolded', () => {
  test('reads stacks root first, with the count behind the last space', () => {
    const profile = decode('main;handle request;std::pair<int, int>::f 12\nmain 3\n');

    expect(spell(profile)).toEqual(['main;handle request;std::pair<int, int>::f 12', 'main 3']);
    expect(profile.frames).toHaveLength(3);
  });

  test('says nothing of period and unit', () => {
    expect(decode('a 1')).toMatchObject({ sampleTypes: [{ type: 'samples', unit: 'count' }], period: 0 });
  });

  test('skips blank lines and comments, bears CRLF, a byte order mark and frames without a name', () => {
    expect(spell(decode('\uFEFF# comment 1\r\n\r\na;;b; 2\r\n   \nc 1.5\r\n'))).toEqual(['a;b 2', 'c 1.5']);
  });

  test('reads tabs before the count, spaces behind it, decimals and names that end in a number', () => {
    expect(spell(decode('main;GC Thread 7\t12 \nmain;b 12.0\nmain;c 3.\nmain;thread 7 3'))).toEqual([
      'main;GC Thread 7 12',
      'main;b 12',
      'main;c 3',
      'main;thread 7 3',
    ]);
  });

  test('counts what py-spy writes for threads without frames', () => {
    expect(spell(decode('main;a 1\n 17\nmain;a 2'))).toEqual(['main;a 1', ' 17', 'main;a 2']);
  });

  test('takes a Ruby singleton for a frame and not for a comment', () => {
    expect(spell(decode('#<Class:Order>#total;a 1\n#note 5'))).toEqual(['#<Class:Order>#total;a 1']);
  });

  test('turns stacks round that were written leaf first', () => {
    const text = ['runtime.gopark;main.wait;runtime.goexit 2', 'main.work;main.main;runtime.main;runtime.goexit 5'];

    expect(spell(decode(text.join('\n')))).toEqual([
      'runtime.goexit;main.wait;runtime.gopark 2',
      'runtime.goexit;runtime.main;main.main;main.work 5',
    ]);
  });

  test.each([
    'w;_start;main;clone 1\nw;_start;main;f 9',
    'runtime.goexit;a;runtime.goexit 1',
    'clone 3',
    'a;clone 1\nb;c 1',
  ])('leaves stacks alone that are root first: %j', (text) => {
    expect(spell(decode(text)).join('\n')).toBe(text);
  });

  test('takes the place out of the names that py-spy writes', () => {
    const { frames } = decode(
      'handle (shop/app.py:12);<listcomp> (<frozen os>:7);malloc (libc.so.6);f(int) (deleted) 1',
    );

    expect(frames).toEqual([
      { name: 'handle', file: 'shop/app.py', line: 12, startLine: 0 },
      { name: '<listcomp>', file: '<frozen os>', line: 7, startLine: 0 },
      { name: 'malloc', file: 'libc.so.6', line: 0, startLine: 0 },
      { name: 'f(int) (deleted)', file: '', line: 0, startLine: 0 },
    ]);
  });

  test.each([
    ['main;a 1\nhello', /line 2 has no count/],
    ['main;a 1\n\nmain;b many', /line 3 ends in "many" where a count belongs/],
    ['main;a -1', /line 1 ends in "-1"/],
    ['main;a NaN', /line 1 ends in "NaN"/],
    ['# nothing', /holds no stacks/],
    ['1', /line 1 has no count/],
    ['main;a 1.2.3', /line 1 ends in "1.2.3"/],
    ['main;a .5', /line 1 ends in ".5"/],
    [`main;a ${'1'.repeat(50)}`, /line 1 ends in "1{40}"/],
    ['main;a 1 2\nmain;b 0 3', /every line ends in two counts/],
    [`${'a;'.repeat(10_001)}b 1`, /the stack on line 1 is deeper than 10000/],
  ])('refuses a bad line and names it (%#)', (text, problem) => {
    expect(() => decode(text)).toThrow(MalformedProfile);
    expect(() => decode(text)).toThrow(problem);
  });

  test('reads what async-profiler recorded', () => {
    const fixtures = new URL('../../../fixtures/profiles/formats/', import.meta.url);
    const profile = decodeFolded(readFileSync(new URL('ap-jfrconv-lock-total-ns.collapsed', fixtures)));

    expect(profile.values.reduce((a, b) => a + b, 0)).toBe(205_623_203);
    expect(spell(profile)[0]).toMatch(/^java\/lang\/Thread\.run/);
  });

  test('gives back whatever stacks were written', () => {
    const frame = fc.oneof(fc.constantFrom('a', 'ab', 'a b', 'äß', '😀'), fc.stringMatching(/^[a-zA-Z_:<>.$äß]{1,8}$/));
    const lines = fc.array(fc.tuple(fc.array(frame, { minLength: 1, maxLength: 6 }), fc.nat(1e9)), { minLength: 1 });

    fc.assert(
      fc.property(lines, (stacks) => {
        const text = stacks.map(([stack, count]) => `${stack.join(';')} ${count}`);
        expect(spell(decode(text.join('\n')))).toEqual(text);
      }),
    );
  });

  test('tells neighbours apart that differ in any one place, however much they share', () => {
    const stack = 'root;example.com/shop.(*Cart).Add;leaf;end';
    const line = fc
      .tuple(fc.nat(stack.length - 1), fc.constantFrom(';', 'x', '\0', 'ß'))
      .map(([at, other]) => stack.slice(0, at) + other + stack.slice(at + 1));

    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 30 }), fc.boolean(), (stacks, isSorted) => {
        const text = (isSorted ? stacks.toSorted() : stacks).map((one, at) => `${one} ${at}`);
        const named = text.map((one) => one.replaceAll(/;+/g, ';').replace(/^;/, '').replace(/; /, ' '));
        expect(spell(decode(text.join('\n')))).toEqual(named);
      }),
    );
  });

  test('tells eight bytes of nothing from a minus zero', () => {
    const nothing = [0, 0, 0, 0, 0, 0, 0, 0];
    const behind = [...new TextEncoder().encode(';b 1\n')];
    const { frames } = decodeFolded(Uint8Array.from([...nothing, ...behind, 128, ...nothing.slice(1), ...behind]));

    expect(frames.map(({ name }) => name)).toEqual(['\0'.repeat(8), 'b', `\uFFFD${'\0'.repeat(7)}`]);
  });

  test('keeps more frames apart than its first tables hold', () => {
    const text = Array.from({ length: 9_000 }, (_, at) => `main;f${at % 5_000};${'g'.repeat(40)} 1`);

    expect(decode(text.join('\n')).frames).toHaveLength(5_002);
    expect(spell(decode(text.join('\n')))).toEqual(text);
  });

  /** True for stacks and for a MalformedProfile; everything else is thrown on. */
  function settles(bytes: Uint8Array): boolean {
    try {
      return decodeFolded(bytes).values.length > 0;
    } catch (error) {
      if (error instanceof MalformedProfile) return true;
      throw error;
    }
  }

  test('any bytes decode or say what is wrong', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(settles(bytes)).toBe(true);
      }),
    );
  });
});
