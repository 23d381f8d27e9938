import { describe, expect, it } from 'vitest';
import { rankChanges } from '../../../src/core/ranking/rank-changes.ts';
import { shopInput, shopScenario } from './shop.ts';

function rank(id: string) {
  const scenario = shopScenario(id);
  return { scenario, ranking: rankChanges(shopInput(scenario)) };
}

describe('real Go profiles with known truth', () => {
  it('names the function that computes more', () => {
    const { scenario, ranking } = rank('tax-per-band');

    expect(ranking.verdict).toMatchObject({ kind: 'code', confidence: 'sure' });
    expect(ranking.verdict.sentence).toMatch(
      /^CPU per request \+16 %: most of it in pricing\.lineTax \(9 % of all CPU/,
    );
    const [first] = ranking.movers;
    expect(first).toMatchObject({ rank: 1, profile: 'cpu', function: scenario.functions![0], gated: true, own: true });
    expect(first!.file).toBe('example.com/shop/pricing/quote.go');
    expect(first!.interval[0]).toBeGreaterThan(0);
    expect(first!.interval[1]).toBeGreaterThan(first!.delta);
    expect(ranking.movers.filter((mover) => mover.gated)).toHaveLength(1);
  });

  it('names who waits for a lock, and who holds it', () => {
    const { scenario, ranking } = rank('rate-lock');

    expect(ranking.verdict.kind).toBe('code');
    expect(ranking.movers[0]).toMatchObject({ profile: 'off-cpu', function: scenario.functions![0], gated: true });
    expect(ranking.movers[0]!.heldBy).toBe(scenario.functions![0]);
    expect(ranking.verdict.sentence).toMatch(
      /^pricing\.\(\*Client\)\.Rate waits 6\.6 ms per request for a lock held by/,
    );
  });

  it('names the call that waits for a slow dependency', () => {
    const { scenario, ranking } = rank('payments-slow');

    expect(ranking.verdict.kind).toBe('waiting-on-dependency');
    expect(scenario.functions).toContain(ranking.movers[0]!.function);
    expect(ranking.movers[0]).toMatchObject({ gated: true, instances: { affected: 4, of: 4 } });
    expect(ranking.verdict.sentence).toBe(
      'pricing.(*Client).call waits 4 ms per request, was 1.2 ms: it waits for something outside this service.',
    );
  });

  it('names the one pod that differs', () => {
    const { scenario, ranking } = rank('audit-on-one-pod');

    expect(ranking.verdict.kind).toBe('one-instance');
    expect(ranking.movers[0]!.instances).toEqual({ affected: 1, of: 4, only: scenario.oddPod });
    expect(scenario.functions).toContain(ranking.movers[0]!.function);
    expect(ranking.verdict.sentence).toContain(`Only pod ${scenario.oddPod} (1 of 4)`);
  });

  it('says that traffic explains the growth', () => {
    const { ranking } = rank('load-x1.5');

    expect(ranking.verdict.kind).toBe('load');
    expect(ranking.load.requestRatio).toBeCloseTo(1.5, 1);
    expect(ranking.load.sentence).toBe('Traffic +50 %, explains most of the growth.');
    expect(ranking.load.requests!.baseline).toBeCloseTo(601, -1);
  });

  it.each(['load-x1.5', 'rules-moved', 'healthy-1-2'])('blames nobody for %s', (id) => {
    const { scenario, ranking } = rank(id);

    expect(scenario.verdicts).toContain(ranking.verdict.kind);
    expect(ranking.movers.filter((mover) => mover.gated)).toEqual([]);
  });

  it.each(['tax-per-band', 'payments-slow', 'rate-lock'])('finds the same name for %s without request counts', (id) => {
    const scenario = shopScenario(id);

    const ranking = rankChanges(shopInput(scenario, { requests: false }));

    expect(scenario.functions).toContain(ranking.movers[0]!.function);
    expect(ranking.movers[0]!.gated).toBe(true);
    expect(ranking.load.sentence).toBe('Traffic unknown.');
  });
});
