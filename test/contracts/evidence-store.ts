import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/pipeline/evidence.ts';
import type { EvidenceStore } from '../../src/pipeline/ports.ts';
import { HOSTILE_TEXTS, NOON } from '../support/sample-incident.ts';

export function describeEvidenceStore(name: string, evidence: () => EvidenceStore): void {
  describe(`evidence store: ${name}`, () => {
    it('gives back exactly what was kept', async () => {
      const kept = sampleEvidence();

      await evidence().keep(kept);

      expect(await evidence().find(kept.incidentId)).toEqual(kept);
    });

    it('keeps the later of two', async () => {
      const kept = sampleEvidence();
      await evidence().keep(kept);

      await evidence().keep({ ...kept, stages: [] });

      expect((await evidence().find(kept.incidentId))?.stages).toEqual([]);
    });

    it('answers nothing for an unknown incident', async () => {
      expect(await evidence().find('\u0000')).toBeUndefined();
    });
  });
}

export function sampleEvidence(incidentId: string = randomUUID()): Evidence {
  return {
    incidentId,
    round: 'first',
    answeredAt: NOON,
    report: {
      headline: HOSTILE_TEXTS.join(' '),
      lines: [[{ kind: 'code', text: HOSTILE_TEXTS[0]! }]],
      links: [{ label: 'Open', url: 'https://burnscope.example/incidents/1' }],
      altText: '',
    },
    analysis: {
      schema: 'burnscope.analysis/1',
      verdict: { kind: 'nothing-here', confidence: 'likely', sentence: '', culprits: [] },
      load: { driftFactor: 1.0000000000000002, sentence: '' },
      movers: [],
      panels: [],
      notices: [],
    },
    onset: { at: NOON, method: 'walk-back', certain: true, note: '' },
    windows: { comparison: { from: NOON, to: NOON + 1 }, baseline: { from: NOON - 2, to: NOON - 1 }, mode: 'before' },
    deploys: [],
    asked: [{ system: 'prometheus', query: 'up{job="\u0000"}' }],
    files: [{ name: 'chat.png', hash: 'ab', mediaType: 'image/png', bytes: 1 }],
    stages: [{ name: 'rank', milliseconds: 0.1 + 0.2, outcome: 'ok' }],
  };
}
