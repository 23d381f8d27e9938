import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import type { SuspectFrame } from '../../src/core/deploy/suspects.ts';
import type { Repository } from '../../src/pipeline/git-ports.ts';
import { locateFrames } from '../../src/pipeline/locate-frames.ts';
import { readSources } from '../../src/pipeline/read-sources.ts';
import { fakeRepositories } from '../support/fake-repositories.ts';

const SOURCE = `interface Hit {
  readonly score: number;
}

export function rank(hits: readonly Hit[]): readonly Hit[] {
  return hits.toSorted((a, b) => b.score - a.score);
}

export function best(hits: readonly Hit[]): Hit | undefined {
  return rank(hits)[0];
}
`;

/** As a build leaves it: one file from src/rank.ts, with its map. */
function bundled(): { readonly code: string; readonly map: string } {
  const { outputFiles } = buildSync({
    stdin: { contents: SOURCE, sourcefile: '../src/rank.ts', loader: 'ts', resolveDir: '/' },
    bundle: true,
    format: 'cjs',
    sourcemap: 'external',
    outfile: 'dist/server.js',
    write: false,
  });
  const textOf = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))!.text;
  const map: unknown = { ...JSON.parse(textOf('.js.map')), sources: ['../src/rank.ts'] };
  return { code: textOf('server.js'), map: JSON.stringify(map) };
}

async function locate(files: Readonly<Record<string, string>>, sourceMap?: Repository['sourceMap']) {
  const { code } = bundled();
  const line = code.split('\n').findIndex((text) => text.includes('toSorted')) + 1;
  const frame: SuspectFrame = {
    function: '(anonymous)',
    file: '/app/dist/server.js',
    line,
    lastLine: line,
    own: true,
    relation: 'itself',
    distance: 0,
    share: 1,
  };
  const signal = AbortSignal.timeout(10_000);
  const history = {
    service: 'shop',
    commits: [
      { subject: 'all', author: 'Mira', at: 0, files: { 'src/rank.ts': SOURCE, 'src/other.ts': SOURCE, ...files } },
    ],
    tags: { v1: 0 },
  };
  const opened = await fakeRepositories(history).open('shop', signal);
  if (opened.kind === 'unknown') throw new Error(opened.reason);
  const repository = { ...opened.repository, ...(sourceMap === undefined ? {} : { sourceMap }) };
  const range = await repository.range('v1', 'v1', signal);
  if (range.kind === 'unknown') throw new Error(range.reason);
  const sources = await readSources(repository, range.to, signal);
  return (await locateFrames([frame], repository, sources, signal)).get(frame);
}

describe('frames of a bundle', () => {
  it('are found in their source by the map beside the bundle, even without a name', async () => {
    const { code, map } = bundled();

    expect(await locate({ 'dist/server.js': code, 'dist/server.js.map': map })).toMatchObject({
      path: 'src/rank.ts',
      id: 'rank()',
    });
  });

  it('are found by a map that lies outside of the repository', async () => {
    const { map } = bundled();
    const asked: string[] = [];
    const sourceMap = async (file: string) => {
      asked.push(file);
      return map;
    };

    expect(await locate({}, sourceMap)).toMatchObject({ path: 'src/rank.ts', id: 'rank()' });
    expect(asked).toEqual(['/app/dist/server.js']);
  });

  it('are not guessed without one', async () => {
    expect(await locate({})).toBeUndefined();
  });
});
