import { gzipSync } from 'node:zlib';
import type { FlamePanel } from '../../src/core/flamegraph/flame-panel.ts';
import { writeFlameBody } from '../../src/core/flamegraph/write-flame-body.ts';
import { FLAMES_FILE } from '../../src/pipeline/evidence.ts';
import { foldedTree } from '../core/flamegraph/folded-tree.ts';
import { sampleAnalysis, sampleEvidence, sampleMover } from '../adapters/web/sample-evidence.ts';
import type { TestWeb } from '../adapters/web/start-test-web.ts';

type Stacks = Parameters<typeof foldedTree>[0];
type GraphPanel = Extract<FlamePanel, { kind: 'graph' }>;

export const LINE_TAX = 'example.com/shop/pricing.lineTax';
export const ENCODE = 'encoding/json.encode';

/** 1,000 samples now and 800 before; lineTax grew from 10 to 300, oldTax vanished. */
const CPU: Stacks = {
  [`main;serve;quote;${LINE_TAX}`]: [10, 300],
  'main;serve;quote;round': [100, 100],
  [`main;serve;render;${ENCODE}`]: [250, 300],
  [`main;serve;render;${ENCODE};${ENCODE}`]: [50, 50],
  'main;batch;quote': [80, 50],
  'main;gc': [250, 200],
  'main;serve;oldTax': [60, 0],
};

const OFF_CPU: Stacks = {
  'main;serve;lock': [100, 100],
  [`main;serve;quote;${LINE_TAX};wait`]: [100, 100],
};

const OWN = new Set(['main', 'serve', 'batch', 'quote', 'render', LINE_TAX, 'oldTax']);

/** A panel of stacks; `own` are the functions of the service itself. */
export function samplePanel(profile: 'cpu' | 'off-cpu', stacks: Stacks, own: ReadonlySet<string> = OWN): GraphPanel {
  const tree = foldedTree(stacks);
  return {
    kind: 'graph',
    profile,
    title: profile === 'cpu' ? 'CPU +25 % vs baseline' : 'Off-CPU unchanged',
    note: profile === 'cpu' ? 'CPU time' : 'lock and channel waits',
    tree: { ...tree, own: Uint8Array.from(tree.names, (name) => (own.has(name) ? 1 : 0)) },
    unitNanoseconds: 1e7,
    seconds: { baseline: 100, comparison: 100 },
    places: {
      files: ['pricing/quote.go'],
      fileOf: Int32Array.from(tree.names, (name) => (name === LINE_TAX ? 0 : -1)),
      line: Int32Array.from(tree.names, (name) => (name === LINE_TAX ? 60 : 0)),
    },
  };
}

export function samplePanels(): FlamePanel[] {
  return [samplePanel('cpu', CPU), samplePanel('off-cpu', OFF_CPU)];
}

/** Keeps an incident whose page has these graphs, and a mover in each list. */
export async function keepFlames(web: TestWeb, id: string, panels: readonly FlamePanel[]): Promise<void> {
  const bytes = gzipSync(writeFlameBody(panels));
  const hash = await web.blobs.put(bytes);
  const { files } = sampleEvidence();
  const file = { name: FLAMES_FILE, hash, mediaType: 'application/gzip', bytes: bytes.length };
  const movers = [
    sampleMover({ function: LINE_TAX }),
    sampleMover({ function: 'oldTax', delta: -0.01, rank: 2 }),
    sampleMover({ function: 'not/in/any.graph', profile: 'off-cpu', rank: 3 }),
  ];
  const evidence = sampleEvidence({ incidentId: id, analysis: sampleAnalysis({ movers }), files: [file, ...files] });
  await web.evidence.keep(evidence);
}
