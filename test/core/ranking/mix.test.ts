import { describe, expect, it } from 'vitest';
import { handMadeTree, podsOf, type Stacks } from './hand-made-tree.ts';
import { rankChanges } from '../../../src/core/ranking/rank-changes.ts';
import type { RequestTotals } from '../../../src/core/ranking/exposed-blocks.ts';

/** Samples of each function below a handler; `factors` multiplies single ones. */
function handler(name: string, times: number, factors: Stacks = {}): Stacks {
  const parts = ['parse', 'load', 'rank', 'trim', 'render', 'send'];
  return Object.fromEntries(
    parts.map((part, i) => [
      `net/http.serve;limit;net/http.route;${name};${name}_${part}`,
      (60 + 15 * i) * times * (factors[part] ?? 1),
    ]),
  );
}

const QUIET = { 'runtime.gcBgMarkWorker': 80, 'net/http.serve;net/http.readRequest': 90 };

function service(search: Stacks, cart: Stacks, order: Stacks): Stacks {
  return { ...QUIET, ...search, ...cart, ...order };
}

const BASELINE = service(handler('search', 1), handler('cart', 1), handler('order', 1));

const EQUAL: RequestTotals = { baseline: 30_000, comparison: 30_000 };

function rank(comparison: Stacks, requests: RequestTotals | 'unknown' = EQUAL, baseline: Stacks = BASELINE) {
  const cpu = handMadeTree(podsOf(baseline, comparison));
  return rankChanges(requests === 'unknown' ? { cpu } : { cpu, requests });
}

function gatedIn({ movers }: ReturnType<typeof rank>): string[] {
  return movers.filter((mover) => mover.gated).map((mover) => mover.function);
}

describe('more of the requests of one kind', () => {
  // A third of 30,000 requests become two thirds; the other two share what is left.
  const shifted = service(handler('search', 2), handler('cart', 0.5), handler('order', 0.5));

  it('is a mix: everything below one handler grew alike and the rest fell', () => {
    const ranking = rank(shifted);

    expect(ranking.verdict.kind).toBe('mix');
    expect(gatedIn(ranking)).toEqual([]);
    expect(ranking.verdict.sentence).toMatch(
      /^More of the requests go to search \(30 % → 60 % of all CPU\): all functions below it moved alike \(×[12][.\d]* per request\), the rest −(49|50|51) %;/,
    );
    expect(ranking.load.sentence).toBe('Traffic unchanged in all.');
    expect(ranking.notices.join(' ')).not.toContain('All functions together');
  });

  it('is a mix also when those requests came on top of all others', () => {
    const ranking = rank(service(handler('search', 2), handler('cart', 1), handler('order', 1)), {
      baseline: 30_000,
      comparison: 40_000,
    });

    expect(ranking.verdict.kind).toBe('mix');
    expect(ranking.load.sentence).toBe('Traffic +33 % in all.');
  });

  it('is said with care where requests are unknown: one request may run it twice', () => {
    const ranking = rank(shifted, 'unknown');

    expect(ranking.verdict.kind).toBe('mix');
    expect(ranking.verdict.sentence).toContain('more requests of its kind came or each runs it more often');
  });

  it('is not believed of two pods where requests are unknown: an inlined callback looks the same', () => {
    const cpu = handMadeTree(podsOf(BASELINE, shifted, { pods: 2 }));

    expect(rankChanges({ cpu }).verdict.kind).not.toBe('mix');
    expect(rankChanges({ cpu, requests: EQUAL }).verdict.kind).toBe('mix');
  });

  it('is no mix when one function of the handler outgrew its siblings', () => {
    const ranking = rank(service(handler('search', 2, { rank: 4 }), handler('cart', 0.5), handler('order', 0.5)));

    expect(ranking.verdict.kind).toBe('code');
    expect(gatedIn(ranking)).not.toEqual([]);
  });
});

describe('a dearer handler', () => {
  it('stays code when one of its functions got dearer', () => {
    const ranking = rank(service(handler('search', 1, { rank: 3 }), handler('cart', 1), handler('order', 1)));

    expect(ranking.verdict.kind).toBe('code');
    expect(gatedIn(ranking)).toEqual(['search_rank']);
  });

  it('stays code when all below it grew alike and the rest stayed: then each request runs it twice', () => {
    const ranking = rank(service(handler('search', 2), handler('cart', 1), handler('order', 1)));

    expect(ranking.verdict.kind).toBe('code');
    expect(gatedIn(ranking)).toContain('search');
  });

  it('stays code when a new step does broad work in it and the rest stayed', () => {
    const step = Object.fromEntries(
      Object.entries(handler('search_suggest', 0.5)).map(([stack, cost]) => [
        stack.replace('net/http.route;', 'net/http.route;search;'),
        cost,
      ]),
    );

    const ranking = rank({ ...BASELINE, ...step });

    expect(ranking.verdict.kind).toBe('code');
    expect(gatedIn(ranking)).toContain('search_suggest');
  });
});

describe('requests of a kind that came or went', () => {
  const without = service({}, handler('cart', 1.5), handler('order', 1.5));

  it('are a mix when a handler is called that was not', () => {
    const ranking = rank(BASELINE, EQUAL, without);

    expect(ranking.verdict.kind).toBe('mix');
    expect(gatedIn(ranking)).toEqual([]);
    expect(ranking.verdict.sentence).toMatch(
      /^Requests go to search \(3\d % of all CPU\), and none did before; the rest −3\d %/,
    );
  });

  it('are a mix when a handler is no longer called', () => {
    const ranking = rank(without);

    expect(ranking.verdict.kind).toBe('mix');
    expect(ranking.verdict.sentence).toMatch(
      /^No requests reach search any more \(30 % of all CPU before\); the rest \+4\d %/,
    );
  });

  it('are a mix when there are fewer of them, and what rose for them is not blamed', () => {
    const ranking = rank(service(handler('search', 0.4), handler('cart', 1.3), handler('order', 1.3)));

    expect(ranking.verdict.kind).toBe('mix');
    expect(gatedIn(ranking)).toEqual([]);
    expect(ranking.verdict.sentence).toMatch(/^Fewer of the requests go to search/);
  });
});
