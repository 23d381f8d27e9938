import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Evidence } from '../../../src/pipeline/evidence.ts';
import { NOON, sampleAlert } from '../../support/sample-incident.ts';
import { answeredIncident, sampleAnalysis, sampleEvidence } from './sample-evidence.ts';
import { startTestWeb } from './start-test-web.ts';
import type { TestWeb } from './start-test-web.ts';

const MINUTE = 60_000;
const FIRST = {
  answeredAt: NOON + 2 * MINUTE,
  comparison: { from: NOON, to: NOON + 2 * MINUTE },
  verdict: { ...sampleAnalysis().verdict, sentence: 'Most of it in shop.<Reserve>.', confidence: 'likely' },
} as const;

let web: TestWeb;
beforeEach(async () => {
  web = await startTestWeb({ pages: 'open' });
});
afterEach(() => web.close());

async function shown(path = '/incidents/abc-1'): Promise<string> {
  const html = await (await fetch(web.url + path)).text();
  return html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
}

async function json(): Promise<Record<string, unknown>> {
  return (await (await fetch(`${web.url}/incidents/abc-1.json`)).json()) as Record<string, unknown>;
}

function refined(outcome: NonNullable<Evidence['refinement']>['outcome'], sentence: string): Evidence {
  return sampleEvidence({ round: 'refined', refinement: { outcome, sentence, first: FIRST } });
}

describe('the page of an incident that is looked at twice', () => {
  it('says when the second look is due, as it was brought forward', async () => {
    await web.incidents.save(answeredIncident({ refineAt: NOON + 20 * MINUTE }));
    await web.evidence.keep(sampleEvidence({ refineAt: NOON + 31 * MINUTE }));

    expect(await shown()).toContain('A second look is due at 2026-11-22 14:29:00 UTC');
    expect(await json()).toMatchObject({ round: 'first', refineAt: '2026-11-22T14:29:00.000Z' });
  });

  it('says what came of it, and keeps the first answer to be seen, whatever its text holds', async () => {
    await web.incidents.save(answeredIncident({ refineAt: NOON }));
    await web.evidence.keep(refined('changed', 'The first answer was another one.'));

    const text = await shown();

    expect(text).toContain('The first answer was another one.');
    expect(text).toContain('First answer, 2026-11-22 14:11:00 UTC');
    expect(text).toContain('Most of it in shop.&lt;Reserve&gt;. (likely) It saw 2026-11-22 14:09:00 UTC');
    expect(text).not.toContain('is due');
    expect(await json()).toMatchObject({
      round: 'refined',
      refinement: {
        outcome: 'changed',
        first: { answeredAt: '2026-11-22T14:11:00.000Z', verdict: { confidence: 'likely' } },
      },
    });
    expect(await json()).not.toHaveProperty('refineAt');
  });

  it('says that the first answer stands, once, when the second look came to nothing', async () => {
    await web.evidence.keep(refined('failed', 'A second look came to nothing.'));

    const text = await shown();

    expect(text).toContain('A second look came to nothing.');
    expect(text).not.toContain('First answer,');
  });

  it('is silent about rounds where there is one', async () => {
    const text = await shown();

    expect(text).not.toContain('second look');
    expect(text).not.toContain('Fired');
    expect(text).not.toContain('also burning');
  });

  it('names the other SLOs, and how often it fired', async () => {
    const turns = [
      { at: NOON, to: 'firing' },
      { at: NOON + MINUTE, to: 'resolved' },
      { at: NOON + 2 * MINUTE, to: 'firing' },
    ] as const;
    await web.incidents.save(
      answeredIncident({ also: ['errors', 'a<b'], alerts: [{ ...sampleAlert(), turns }, sampleAlert()] }),
    );

    expect(await shown()).toContain('SLO latency , also burning: errors , a&lt;b . Fired 2 times.');
    expect(await json()).toMatchObject({ incident: { also: ['errors', 'a<b'], timesFired: 2 } });
  });
});
