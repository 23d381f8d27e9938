import { describe, expect, test } from 'vitest';
import { readProfile } from '../../../../src/core/profile/read-profile.ts';
import { kindsOf } from '../../../../src/core/profile/pick-values.ts';

function read(text: string) {
  return readProfile(new TextEncoder().encode(text));
}

const STACK = 'P7;T0:8;/srv/app.py:<module>:20;/srv/shop/cart.py:total:12 10025';

describe('austin', () => {
  test('splits file, function and line, below process and thread', () => {
    const { frames, values } = read(`${STACK}\n`);

    expect(frames).toEqual([
      { name: 'process 7', file: '', line: 0, startLine: 0 },
      { name: 'thread (0:8)', file: '', line: 0, startLine: 0 },
      { name: '<module>', file: '/srv/app.py', line: 20, startLine: 0 },
      { name: 'total', file: '/srv/shop/cart.py', line: 12, startLine: 0 },
    ]);
    expect(Array.from(values)).toEqual([10_025]);
  });

  test('measures what its head says, in microseconds', () => {
    const head = '# austin: 3.7.0\n# interval: 100\n# mode: cpu\n\n';

    expect(kindsOf(read(head + STACK))).toEqual(['cpu']);
    expect(read(head + STACK).sampleTypes).toEqual([{ type: 'cpu', unit: 'microseconds' }]);
    expect(kindsOf(read(STACK))).toEqual(['wall']);
  });

  test('refuses the mode that writes three numbers a line', () => {
    expect(() => read(`# austin: 3.7.0\n# mode: full\n\n${STACK},1,-64`)).toThrow(/austin profile.*mode "full"/);
  });
});
