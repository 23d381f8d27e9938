import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLog } from '../../../src/adapters/git/read-log.ts';

const hash = fc.stringMatching(/^[1-9a-f]{40}$/);
const words = fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.replaceAll('\0', ''));
const path = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 20 })
  .map((text) => text.replaceAll('\0', '') || 'a')
  .map((text) => Buffer.from(text).toString());
const change = fc.oneof(
  fc.record({ path, before: hash, after: hash }),
  fc.record({ path, oldPath: path, before: hash, after: hash }),
  fc.record({ path, before: hash }),
  fc.record({ path, after: hash }),
);
const commit = fc.record({
  commit: hash,
  parents: fc.array(hash, { maxLength: 3 }),
  subject: words.map((text) => text.replaceAll('\n', ' ')),
  body: words,
  changes: fc.array(change, { maxLength: 3 }),
});
type Commit = typeof commit extends fc.Arbitrary<infer T> ? T : never;

const TIME = 1_700_000_000;
const NONE = '0'.repeat(40);

/** As git writes it: fields, a line break before the first change, NULs after everything. */
function written({ commit: id, parents, subject, body, changes }: Commit): string {
  const raw = changes.map((one, index) => {
    const before = 'before' in one ? one.before : undefined;
    const after = 'after' in one ? one.after : undefined;
    const modes = `${before === undefined ? '000000' : '100644'} ${after === undefined ? '000000' : '100755'}`;
    const status = 'oldPath' in one ? 'R087' : before === undefined ? 'A' : after === undefined ? 'D' : 'M';
    const paths = 'oldPath' in one ? `${one.oldPath}\0${one.path}` : one.path;
    return `${index === 0 ? '\n' : ''}:${modes} ${before ?? NONE} ${after ?? NONE} ${status}\0${paths}\0`;
  });
  return `${[id, parents.join(' '), '1700000000', 'Mira', subject, body].join('\0')}\0${raw.join('')}`;
}

describe('readLog', () => {
  it('reads back every commit and change, whatever messages and names hold', () => {
    fc.assert(
      fc.property(fc.array(commit, { maxLength: 5 }), (commits) => {
        const read = readLog(Buffer.from(commits.map(written).join('')));

        expect(read.map((one) => [one.commit, one.parents, one.changes])).toEqual(
          commits.map((one) => [one.commit, one.parents, one.changes]),
        );
      }),
    );
  });

  it('cut anywhere keeps whole commits only', () => {
    fc.assert(
      fc.property(fc.array(commit, { minLength: 1, maxLength: 4 }), fc.nat(), (commits, place) => {
        const whole = Buffer.from(commits.map(written).join(''));
        const read = readLog(whole.subarray(0, place % whole.length), true);

        expect(commits.map((one) => one.changes).slice(0, read.length)).toEqual(read.map((one) => one.changes));
        expect(read.length).toBeLessThan(commits.length);
      }),
    );
  });

  it('leaves out links and submodules, and keeps the file that became one', () => {
    const [read] = readLog(
      Buffer.from(
        `${'a'.repeat(40)}\0\0${TIME}\0Mira\0s\0\0\n:000000 120000 ${NONE} ${'1'.repeat(40)} A\0link\0:160000 160000 ${'1'.repeat(40)} ${'2'.repeat(40)} M\0sub\0:100644 120000 ${'3'.repeat(40)} ${'4'.repeat(40)} T\0was.go\0`,
      ),
    );

    expect(read?.changes).toEqual([{ path: 'was.go', before: '3'.repeat(40) }]);
  });
});
