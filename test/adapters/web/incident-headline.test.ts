import { expect, it } from 'vitest';
import { pageHeadline } from '../../../src/adapters/web/incident-headline.ts';
import { writeReport } from '../../../src/core/report/write-report.ts';
import { NOON, sampleIncident } from '../../support/sample-incident.ts';

function reported(incident = sampleIncident({ service: 'checkout' })): string {
  const onset = { at: NOON - 60_000, method: 'walk-back', certain: true, note: '', burnRate: 14.4 } as const;
  const facts = { incident, onset, deploys: [], notices: [], pageUrl: 'https://x', altText: '', now: NOON };
  return writeReport(facts).headline;
}

it('leaves times and other SLOs, which the page says in full, out of what a report begins with', () => {
  const incident = sampleIncident({ service: 'checkout', also: ['availability (all)', 'freshness'] });

  expect(reported(incident)).toContain('· also: availability (all), freshness');
  expect(pageHeadline(incident, reported(incident))).toBe('checkout · latency SLO burning 14×');
});

it('does not say of what is over that it burns', () => {
  const incident = sampleIncident({ service: 'checkout', endedAt: NOON });

  expect(pageHeadline(incident, reported())).toBe('checkout · latency SLO burned 14×');
  expect(pageHeadline(incident, undefined)).toBe('checkout · latency');
});

it('names what burns before there is a report', () => {
  expect(pageHeadline(sampleIncident({ service: 'checkout' }), undefined)).toBe('checkout · latency is burning');
});

it.each([
  '🐢 cart v2 costs 26 % more CPU per request since its deploy at 14:09 UTC (nothing burns)',
  '🐢 cart v2 costs 26 % more CPU per request since its rollback at 2026-11-21 14:09 UTC',
  '🐢 cart v2 costs 26 % more CPU per request since it changed at 14:09 UTC (nothing burns)',
])('says of a deploy what it did: %s', (headline) => {
  const subject = sampleIncident({ service: 'cart', cause: 'deploy', slo: 'deploy v1 → v2' });

  expect(pageHeadline(subject, headline)).toBe('cart v2 costs 26 % more CPU per request');
  expect(pageHeadline(subject, undefined)).toBe('cart · deploy v1 → v2');
});

it('leaves of versions beside each other which they are', () => {
  const subject = sampleIncident({ cause: 'deploy' });

  expect(pageHeadline(subject, '✅ cart v2: no regression beside v1, deployed at 14:09 UTC (nothing burns)')).toBe(
    'cart v2: no regression beside v1',
  );
});
