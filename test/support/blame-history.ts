import type { Mover, Neighbour, Verdict } from '../../src/core/report/analysis.ts';
import { blameRange } from '../../src/pipeline/blame-range.ts';
import { fakeRepositories } from './fake-repositories.ts';

type Files = Readonly<Record<string, string | null>>;

const MOVER: Mover = {
  rank: 1,
  profile: 'cpu',
  function: 'example.com/shop/search.Rank',
  file: 'example.com/shop/search/rank.go',
  line: 3,
  lastLine: 5,
  kind: 'total',
  baseline: 0.1,
  comparison: 0.3,
  delta: 0.2,
  interval: [0.1, 0.3],
  share: 0.3,
  isNew: false,
  gated: true,
  own: true,
  confidence: 'sure',
  alternatives: [],
  instances: { affected: 2, of: 2 },
};
const VERDICT: Verdict = { kind: 'code', confidence: 'sure', sentence: 'CPU +31 %.', culprits: [] };

export const RANK = (body: string) => `package search\n\nfunc Rank(hits []Hit) []Hit {\n\t${body}\n}\n`;
export const START: Files = {
  'go.mod': 'module example.com/shop\n\ngo 1.24\n\nrequire example.org/fold v1.2.0\n',
  'search/rank.go': RANK('return order(hits)'),
  'search/order.go': 'package search\n\nconst most = 10\n\nfunc order(hits []Hit) []Hit {\n\treturn hits[:most]\n}\n',
  'api/handler.go': 'package api\n\nfunc Search(q string) []Hit {\n\treturn search.Rank(find(q))\n}\n',
};

/** Blames over commits after START, each a subject with the files it leaves; the last one is deployed. */
export async function blame(
  commits: readonly (readonly [string, Files])[],
  mover: Partial<Mover> = {},
  verdict: Partial<Verdict> = {},
  versions = { fromVersion: 'v1', toVersion: 'v2' },
) {
  const history = {
    service: 'shop',
    commits: [['the first', START] as const, ...commits].map(([subject, files], place) => ({
      subject,
      author: 'Mira',
      at: Date.UTC(2026, 8, 1, 10, place),
      files,
    })),
    // After the first of them, too: what is there before a deploy is no news.
    tags: { v1: 0, 'v1.5': 1, v2: commits.length },
  };
  const signal = AbortSignal.timeout(10_000);
  const opened = await fakeRepositories(history).open('shop', signal);
  if (opened.kind === 'unknown') throw new Error(opened.reason);
  const deploy = { service: 'shop', ...versions, at: 0, source: 'generic' } as const;
  const analysis = { movers: [{ ...MOVER, ...mover }], verdict: { ...VERDICT, ...verdict } };
  return blameRange(opened.repository, deploy, analysis, signal);
}

export function neighbour(relation: Neighbour['relation'], name: string, file: string, own = true): Neighbour {
  return { relation, function: name, file, line: 0, lastLine: 0, own, share: 1, distance: 1 };
}

export const README = ['readme', { 'README.md': 'words\n' }] as const;
