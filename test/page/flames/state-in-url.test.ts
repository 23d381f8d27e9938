import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FlamesState, type GraphState, INITIAL_STATE } from '../../../src/page/flames/flame-state.ts';
import { shortKey } from '../../../src/page/flames/function-key.ts';
import { readState, writeState } from '../../../src/page/flames/state-in-url.ts';
import { zoomPath } from '../../../src/page/flames/zoom-path.ts';
import { foldedTree, nodeNamed } from '../../core/flamegraph/folded-tree.ts';

const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 120 }).map(shortKey);
const keyOrNone = fc.oneof(fc.constant(''), key);
const step = fc.tuple(fc.stringMatching(/^[\w-]{5}$/u), fc.constantFrom('', '2', '31')).map((parts) => parts.join(''));

function anyGraph(): fc.Arbitrary<GraphState> {
  const share = fc.nat(1_000_000).map((part) => part / 1_000_000);
  return fc
    .record({
      path: fc.array(step, { maxLength: 64 }),
      part: fc.uniqueArray(share, { minLength: 2, maxLength: 2 }),
      hidden: fc.array(key, { maxLength: 4 }),
      collapsed: fc.array(key, { maxLength: 4 }),
      focus: keyOrNone,
      sandwich: keyOrNone,
    })
    .map(({ part, ...rest }) => ({ ...rest, from: Math.min(...part), to: Math.max(...part) }));
}

function anyState(): fc.Arbitrary<FlamesState> {
  return fc.record({
    search: fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
    widths: fc.constantFrom('now', 'baseline', 'union'),
    colours: fc.constantFrom('relative', 'absolute'),
    scheme: fc.constantFrom('red-blue', 'orange-blue'),
    ownOnly: fc.boolean(),
    folded: fc.boolean(),
    recursion: fc.boolean(),
    selected: keyOrNone,
    panels: fc.record({ cpu: anyGraph(), 'off-cpu': anyGraph() }),
  });
}

describe('the state in a link', () => {
  it('comes back from it, whatever was chosen', () => {
    fc.assert(
      fc.property(anyState(), (state) => {
        expect(readState(writeState(state))).toEqual(state);
        expect(readState(`#${writeState(state)}`)).toEqual(state);
      }),
      { numRuns: 300 },
    );
  });

  it('is nothing while nothing was chosen', () => {
    expect(writeState(INITIAL_STATE)).toBe('');
    expect(readState('')).toEqual(INITIAL_STATE);
    expect(readState('#')).toEqual(INITIAL_STATE);
  });

  it('can be read by people', () => {
    const cpu = { ...INITIAL_STATE.panels.cpu, hidden: ['runtime.goexit', 'net/http.(*conn).serve'], from: 0.25 };
    const state: FlamesState = {
      ...INITIAL_STATE,
      search: 'line tax',
      widths: 'union',
      panels: { ...INITIAL_STATE.panels, cpu },
    };

    expect(writeState(state)).toBe(
      'search=line%20tax&widths=union&cpu.part=0.25..1&cpu.hide=runtime.goexit&cpu.hide=net/http.%28%2Aconn%29.serve',
    );
  });

  it('has nothing at which chats and markup end a link', () => {
    fc.assert(
      fc.property(anyState(), (state) => {
        expect(writeState(state)).toMatch(/^[\w.:/%&=-]*$/u);
      }),
    );
  });

  it('stays a link with names of kilobytes and a stack of 60 frames', () => {
    const template = `ns::${'Map<std::pair<int, '.repeat(300)}`;
    const path = Array.from({ length: 60 }, (_, i) => `${template}${i}`);
    const tree = foldedTree({ [path.join(';')]: [1, 2] });
    const graph: GraphState = {
      ...INITIAL_STATE.panels.cpu,
      path: zoomPath(tree, nodeNamed(tree, path.at(-1) ?? '')),
      hidden: [template, `${template}x`],
      focus: template,
      sandwich: template,
    };
    const state: FlamesState = { ...INITIAL_STATE, selected: template, panels: { cpu: graph, 'off-cpu': graph } };

    expect(writeState(state).length).toBeLessThan(2_000);
    expect(readState(writeState(state)).panels.cpu.path).toEqual(graph.path);
  });
});

describe('a link that somebody else wrote', () => {
  it('never throws, and gives a state that can be written again', () => {
    const part = fc.tuple(
      fc.constantFrom(
        'search',
        'widths',
        'folded',
        'cpu.part',
        'cpu.path',
        'off-cpu.hide',
        'cpu.focus',
        '__proto__',
        '',
      ),
      fc.constantFrom('=', '', '=='),
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('%', '%zz', '%ff', '1', '0..2', '0.5..0.5', 'NaN..1', '..', '1e-400..1'),
      ),
    );
    const fragment = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(part).map((parts) => parts.map((p) => p.join('')).join('&')),
    );
    fc.assert(
      fc.property(fragment, (text) => {
        const state = readState(text);
        expect(readState(writeState(state))).toEqual(readState(writeState(readState(writeState(state)))));
        for (const { from, to } of Object.values(state.panels)) expect(0 <= from && from < to && to <= 1).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps what it says well beside what it says badly', () => {
    const state = readState(
      'search=%zz&widths=wide&colours=absolute&future=1&folded=no&own=1&cpu.part=0.9..0.1&cpu.hide=a&cpu.hide=&off-cpu.focus=b',
    );

    expect(state).toEqual({
      ...INITIAL_STATE,
      colours: 'absolute',
      ownOnly: true,
      panels: {
        cpu: { ...INITIAL_STATE.panels.cpu, hidden: ['a'] },
        'off-cpu': { ...INITIAL_STATE.panels['off-cpu'], focus: 'b' },
      },
    });
  });
});
