import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/adapters/database/connect-database.ts';
import type { Incident } from '../../src/core/incident/incident.ts';
import type { IncidentQuestion } from '../../src/pipeline/incident-list.ts';
import { HOSTILE_TEXTS, NOON, sampleIncident } from '../support/sample-incident.ts';
import { sampleEvidence } from './evidence-store.ts';

type Asked = Omit<IncidentQuestion, 'limit' | 'service'>;

export function describeIncidentList(name: string, database: () => Database): void {
  /** Incidents of one service, the first the newest. */
  async function saved(...changes: readonly Partial<Incident>[]): Promise<readonly Incident[]> {
    const { service } = sampleIncident();
    const incidents = changes.map((change, i) => sampleIncident({ service, openedAt: NOON - i * 60_000, ...change }));
    for (const incident of incidents) await database().incidents.save(incident);
    return incidents;
  }
  async function found([first, ...rest]: readonly Incident[], asked: Asked): Promise<readonly number[]> {
    const all = [first!, ...rest].map(({ id }) => id);
    const listed = await database().incidentList.search({ service: first!.service, limit: 10, ...asked });
    return listed.map(({ incident }) => all.indexOf(incident.id));
  }

  describe(`list of incidents: ${name}`, () => {
    it('has the newest first, with the gist of the answer where there is one', async () => {
      const incidents = await saved({}, { state: 'answered' }, { state: 'failed' });
      const { analysis, ...unanalysed } = sampleEvidence(incidents[2]!.id);
      await database().evidence.keep(sampleEvidence(incidents[1]!.id));
      await database().evidence.keep(unanalysed);

      const listed = await database().incidentList.search({ service: incidents[0]!.service, limit: 10 });

      const { headline } = unanalysed.report;
      const { kind, confidence, sentence } = analysis!.verdict;
      expect(listed).toEqual([
        { incident: incidents[0] },
        { incident: incidents[1], answer: { headline, verdict: { kind, confidence, sentence } } },
        { incident: incidents[2], answer: { headline } },
      ]);
    });

    it.each([
      ['burning', [0, 1]],
      ['resolved', [2]],
      ['looking', [0]],
      ['failed', [3]],
    ] as const)('tells those that are %s', async (state, places) => {
      const incidents = await saved(
        {},
        { state: 'answered' },
        { state: 'answered', endedAt: NOON },
        { state: 'failed' },
      );

      expect(await found(incidents, { state })).toEqual(places);
    });

    it('knows from when on, until when, and how many', async () => {
      const incidents = await saved({}, {}, {}, {});

      expect(await found(incidents, { from: NOON - 120_000, before: NOON })).toEqual([1, 2]);
      const two = await database().incidentList.search({ service: incidents[0]!.service, limit: 2 });
      expect(two.map(({ incident }) => incident.id)).toEqual(incidents.slice(0, 2).map(({ id }) => id));
    });

    it('finds a verdict', async () => {
      const incidents = await saved({}, {});
      await database().evidence.keep(sampleEvidence(incidents[1]!.id));

      expect(await found(incidents, { verdict: 'nothing-here' })).toEqual([1]);
      expect(await found(incidents, { verdict: 'code' })).toEqual([]);
    });

    it.each(['LATENCY', 'say "why"', 'a\\b', 'Täglich', ...HOSTILE_TEXTS.slice(0, 7)])(
      'finds %j in what was said, whatever case and characters',
      async (text) => {
        const incidents = await saved({ slo: `of ${text.toLowerCase()} it` }, { slo: 'other' }, { slo: 'other' });
        const evidence = sampleEvidence(incidents[1]!.id);
        await database().evidence.keep({ ...evidence, report: { ...evidence.report, headline: `so ${text}` } });

        expect(await found(incidents, { text })).toEqual([0, 1]);
        expect(await found(incidents, { text: randomUUID() })).toEqual([]);
      },
    );

    it('does not take a text for a pattern', async () => {
      const incidents = await saved({ slo: 'plain' });

      for (const text of ['%', 'pl_in', 'p.*n']) expect(await found(incidents, { text })).toEqual([]);
    });
  });
}
