import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { describeRepositories } from '../../contracts/repositories.ts';
import { fakeRepositories } from '../../support/fake-repositories.ts';
import { connectTo, makeHistory } from './make-repository.ts';

const folder = mkdtempSync(join(tmpdir(), 'burnscope-repositories-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const made = new Set<string>();
describeRepositories('plain git', (history) => {
  const source = join(folder, 'source');
  if (!made.has(source)) makeHistory(source, history);
  made.add(source);
  return connectTo(source, join(folder, 'mirrors'));
});

describeRepositories('the fake', fakeRepositories);
