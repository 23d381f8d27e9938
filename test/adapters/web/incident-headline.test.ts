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
