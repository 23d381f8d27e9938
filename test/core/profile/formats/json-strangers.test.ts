import { describe, expect, test } from 'vitest';
import { jsonStranger } from '../../../../src/core/profile/formats/json-strangers.ts';
import { readProfile } from '../../../../src/core/profile/read-profile.ts';

describe('JSON that is no profile', () => {
  test.each([
    ['a Firefox profile', { meta: { version: 29 }, threads: [], libs: [] }, /Firefox Profiler/],
    ['a heap profile', { head: { callFrame: {}, selfSize: 12, children: [] }, samples: [] }, /heap profile/],
    ['a heap snapshot', { snapshot: { meta: {} }, nodes: [1], edges: [] }, /heap snapshot/],
    [
      "Pyroscope's flame graph",
      { version: 1, flamebearer: { names: [], levels: [] }, metadata: {} },
      /Pyroscope's flame graph/,
    ],
    ['a processed V8 log', { code: [], functions: [], ticks: [] }, /processed V8 log/],
    ['a stackprof dump', { version: 1.2, mode: 'wall', frames: {}, raw: [] }, /stackprof/],
    ['OTLP traces', { resourceSpans: [] }, /OTLP of another signal/],
    [
      "Grafana's flame graph",
      [{ schema: { fields: ['level', 'value', 'self', 'label'].map((name) => ({ name })) }, data: {} }],
      /Grafana/,
    ],
    ['a d3 tree', { name: 'root', value: 3, children: [] }, /d3-flame-graph/],
  ])('knows %s and says what to hand over instead', (_what, document, sentence) => {
    expect(() => readProfile(new TextEncoder().encode(JSON.stringify(document)))).toThrow(sentence);
  });

  test.each([[null], [7], ['text'], [[]], [{}], [{ error: 'no' }]])('does not claim %j', (document) => {
    expect(jsonStranger(document)).toBeUndefined();
  });
});
