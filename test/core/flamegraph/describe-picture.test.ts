import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describePicture } from '../../../src/core/flamegraph/describe-picture.ts';
import { anyTree, foldedTree, graphPanel, pictureOf } from './folded-tree.ts';

describe('the description of a picture', () => {
  test('has the facts of the movers', () => {
    const tree = foldedTree({
      'm;cart;tax': [100, 600],
      'm;pay;tax': [100, 500],
      'm;search': [2_000, 1_500],
      'm;old': [300, 0],
    });

    const text = describePicture(
      pictureOf([
        graphPanel(tree, 'CPU +4 %', 'one pod'),
        { kind: 'empty', title: 'OFF-CPU', reason: 'no block profile' },
      ]),
    );

    expect(text).toBe(
      'Differential flame graph. checkout · prod-eu. 12 Aug 14:05–14:10 UTC vs 11 Aug 14:05–14:10 UTC. ' +
        'CPU +4 %: ▲ +36.0 % tax (2 places); ▼ −20.0 % search; gone: ▼ −12.0 % old; one pod. OFF-CPU: no block profile.',
    );
  });

  test('says that nothing changed, and that nothing could be compared', () => {
    const calm = foldedTree({ 'm;a': [100, 101], 'm;b': [50, 50] });

    expect(describePicture(pictureOf([graphPanel(calm, 'CPU')]))).toContain('CPU: no frame changed beyond noise.');
    expect(describePicture(pictureOf([graphPanel({ ...calm, scale: 0 }, 'CPU')]))).toContain(
      'no baseline to compare with',
    );
    expect(describePicture(pictureOf([graphPanel(calm, 'CPU')], { differential: false }))).toMatch(
      /^Flame graph\. .*CPU\.$/u,
    );
  });

  test('has no control characters, direction overrides or lone surrogates', () => {
    const tree = foldedTree({ 'm;\u202eevil\u0007\ud800\n': [100, 900], 'm;b': [900, 900] });

    const text = describePicture(pictureOf([graphPanel(tree)], { title: 'a\nb' }));

    expect(text).toContain('▲ +80.0 % \ufffdevil\ufffd\ufffd\ufffd');
    expect(text).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    expect(text.isWellFormed()).toBe(true);
  });

  test('never passes 2,000 characters', () => {
    const title = fc.string({ unit: 'binary', minLength: 300, maxLength: 600 });
    fc.assert(
      fc.property(anyTree(), title, (tree, long) => {
        const panels = Array.from({ length: 8 }, () =>
          graphPanel({ ...tree, names: tree.names.map((name) => name + long) }, long, long),
        );
        const text = describePicture(pictureOf(panels, { title: long, subtitle: long }));
        expect(text.length).toBeLessThanOrEqual(2_000);
        expect(text.isWellFormed()).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});
