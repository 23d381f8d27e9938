import * as fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inflateProfile } from '../../../src/adapters/compute/inflate.ts';
import { layOutBoxes } from '../../../src/core/flamegraph/lay-out-boxes.ts';
import { measurePanel, nameOf } from '../../../src/core/flamegraph/panel-costs.ts';
import { encodePprof } from '../../../src/core/profile/encode-pprof.ts';
import type { Profile } from '../../../src/core/profile/profile.ts';
import { readProfile } from '../../../src/core/profile/read-profile.ts';
import { plainDrawing } from '../../../src/core/report/plain-drawing.ts';

interface Placed {
  readonly path: string;
  readonly row: number;
  readonly begin: number;
  readonly width: number;
}

/** A flame graph as Brendan Gregg's page defines it, without a tree: every frame from the lines themselves. */
function layOutLines(lines: readonly (readonly [readonly string[], number])[]): readonly Placed[] {
  const all = lines.reduce((sum, [, count]) => sum + count, 0);
  const placed: Placed[] = [{ path: '', row: 0, begin: 0, width: all }];
  const place = (prefix: readonly string[], begin: number): void => {
    const within = lines.filter(
      ([stack]) => prefix.every((name, at) => stack[at] === name) && stack.length > prefix.length,
    );
    let at = begin;
    for (const name of [...new Set(within.map(([stack]) => stack[prefix.length]!))].sort()) {
      const width = within.reduce((sum, [stack, count]) => sum + (stack[prefix.length] === name ? count : 0), 0);
      const path = [...prefix, name];
      placed.push({ path: path.join(';'), row: path.length, begin: at, width });
      place(path, at);
      at += width;
    }
  };
  place([], 0);
  return placed;
}

function layOutProfile(profile: Profile): readonly Placed[] {
  const { drawing } = plainDrawing([{ profile, kind: 'cpu', side: 'comparison', pod: 'a' }]);
  if (drawing.kind !== 'graph') throw new Error('no graph');
  const costs = measurePanel(drawing.tree, false);
  const boxes = layOutBoxes(costs, 0, { width: costs.total, narrowest: 0, foldShare: 2, anchors: new Set() });
  const paths: string[] = [];
  return boxes.map((box, at) => {
    const above = paths[box.parent] ?? '';
    const path = box.parent < 0 ? '' : [...(above === '' ? [] : [above]), nameOf(drawing.tree, box.node)].join(';');
    paths[at] = path;
    return { path, row: box.row, begin: round(box.x), width: round(box.width) };
  });
}

function round(width: number): number {
  return Math.round(width * 1e6) / 1e6;
}

const byPath = (a: Placed, b: Placed): number => (a.path < b.path ? -1 : 1);

/** Names that no reader shortens: what a name is cut to is tested elsewhere. */
const frame = fc.constantFrom('main', 'a', 'a-b', 'a.b', 'aa', 'b', 'handle', 'Z', 'été', '名前');
const stacks = fc.array(fc.tuple(fc.array(frame, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 50 })), {
  minLength: 1,
  maxLength: 25,
});

describe('a flame graph of folded lines', () => {
  it('has every frame where an independent layout puts it', () => {
    fc.assert(
      fc.property(stacks, (lines) => {
        const text = lines.map(([stack, count]) => `${stack.join(';')} ${count}`).join('\n');
        const drawn = layOutProfile(readProfile(new TextEncoder().encode(`${text}\n`)));
        expect(drawn.toSorted(byPath)).toEqual(layOutLines(lines).toSorted(byPath));
      }),
    );
  });

  it('is the same graph when the same stacks come as pprof', () => {
    fc.assert(
      fc.property(stacks, (lines) => {
        const text = lines.map(([stack, count]) => `${stack.join(';')} ${count}`).join('\n');
        const read = readProfile(new TextEncoder().encode(`${text}\n`));
        const { unstated, ...stated } = read;
        expect(unstated).toBeDefined();
        const pprof = encodePprof({
          ...stated,
          sampleTypes: [{ type: 'cpu', unit: 'nanoseconds' }],
          values: read.values.map((count) => count * 1e7),
          period: 1e7,
          periodType: { type: 'cpu', unit: 'nanoseconds' },
        });
        const again = readProfile(inflateProfile(gzipSync(pprof), 1e7));
        expect(layOutProfile(again).toSorted(byPath)).toEqual(layOutLines(lines).toSorted(byPath));
      }),
    );
  });
});
