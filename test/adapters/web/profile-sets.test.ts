import { expect, it } from 'vitest';
import { profilesOf } from '../../../src/adapters/web/profile-sets.ts';
import type { EvidenceFile } from '../../../src/pipeline/evidence.ts';

function file(name: string, more: Partial<EvidenceFile> = {}): EvidenceFile {
  return { name, hash: name, mediaType: 'application/octet-stream', bytes: 10, ...more };
}

it('sorts source profiles into sets of one kind and window, also those of older versions by their names', () => {
  const files = [
    file('chat.png'),
    file('profiles/comparison/001-a-off-cpu.pprof'),
    file('profiles/comparison/002-cpu-cpu.pprof'),
    file('profiles/comparison/003-cpu-block.pprof'),
    file('profiles/baseline/004-x.pprof', { profile: { side: 'baseline', kind: 'cpu', pod: 'x' } }),
    file('profiles/baseline/005-off-cpu.pprof', { profile: { side: 'baseline', kind: 'cpu', pod: 'off' } }),
  ];

  expect(profilesOf({ files }).map(({ name, files: members, bytes }) => [name, members.length, bytes])).toEqual([
    ['baseline-cpu', 2, 20],
    ['comparison-cpu', 1, 10],
    ['comparison-off-cpu', 1, 10],
    ['comparison-block', 1, 10],
  ]);
});
