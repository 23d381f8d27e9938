import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NOON } from '../../support/sample-incident.ts';
import { answeredIncident, sampleAnalysis, sampleEvidence } from './sample-evidence.ts';
import { startTestWeb } from './start-test-web.ts';
import type { TestWeb } from './start-test-web.ts';

const DAY = 86_400_000;
let web: TestWeb;
beforeEach(async () => {
  web = await startTestWeb({ pages: 'open' });
  await web.incidents.save(answeredIncident({ id: 'old', service: 'basket', openedAt: NOON - DAY, endedAt: NOON }));
  await web.incidents.save(answeredIncident({ id: 'fresh', service: 'search', openedAt: NOON + 1, state: 'queued' }));
  await web.evidence.keep(
    sampleEvidence({
      incidentId: 'old',
      analysis: sampleAnalysis({
        verdict: { kind: 'nothing-here', confidence: 'sure', sentence: 'Nothing changed here.', culprits: [] },
        movers: [],
      }),
    }),
  );
});
afterEach(() => web.close());

const html = async (query = ''): Promise<string> => (await fetch(`${web.url}/incidents${query}`)).text();
const ids = (page: string): readonly string[] =>
  [...page.matchAll(/<a class="what" href="\.\/incidents\/([^"?]+)"/g)].map(([, id]) => id!);
const version = (page: string): string => /data-version="([^"]+)"/.exec(page)?.[1] ?? '';

describe('the list of incidents', () => {
  it('says of each what came of it and how sure that is, but not how sure of nothing', async () => {
    const rows = (await html()).split('<li>').slice(1);

    expect(rows[0]).toContain('waiting to be looked at');
    expect(rows[1]).toContain('checkout · latency SLO burning 14.4×');
    expect(rows[1]).toContain('CPU per request grew by 31 %');
    expect(rows[1]).toContain('<span class="confidence sure">sure</span>');
    expect(rows[2]).toContain('Nothing changed here.');
    expect(rows[2]).toContain('checkout · latency SLO burned 14.4×');
    expect(rows[2]).toContain('resolved');
    expect(rows[2]).not.toContain('confidence');
  });

  it.each([
    ['', ['fresh', 'abc-1', 'old']],
    ['?service=basket', ['old']],
    ['?state=burning', ['fresh', 'abc-1']],
    ['?state=resolved', ['old']],
    ['?state=looking', ['fresh']],
    ['?verdict=code', ['abc-1']],
    ['?text=TAXTABLE', ['abc-1']],
    ['?text=4f2c1e9', ['abc-1']],
    ['?from=2026-11-22', ['fresh', 'abc-1']],
    ['?to=2026-11-21', ['old']],
    ['?from=2026-11-21&to=2026-11-21&state=resolved', ['old']],
    ['?from=soon&to=2026-13-99&state=odd&verdict=toString&before=x&service=&text=', ['fresh', 'abc-1', 'old']],
    ['?text=a&text=b&state[]=failed', ['fresh', 'abc-1', 'old']],
  ])('asked with %j', async (query, expected) => {
    expect(ids(await html(query))).toEqual(expected);
  });

  it('keeps the question in the form, and in the links onward', async () => {
    for (let n = 1; n <= 60; n++)
      await web.incidents.save(answeredIncident({ id: `i${n}`, openedAt: NOON - n * 1000 }));

    const page = await html('?service=checkout&state=burning&text=lat%22ency&from=2026-11-20');

    expect(page).toContain('name="text" value="lat&#34;ency"');
    expect(page).toContain('<option value="burning" selected>');
    expect(page).toContain('name="from" value="2026-11-20"');
    const older = /href="([^"]+)">Older/.exec(await html('?service=checkout&state=burning'))?.[1] ?? '';
    expect(older).toContain('service=checkout&amp;state=burning&amp;before=');
    const second = await html(older.slice(older.indexOf('?')).replaceAll('&amp;', '&'));
    expect(ids(second)).toHaveLength(11);
    expect(second).toContain('>Newest</a>');
  });

  it('says what to do where there is nothing', async () => {
    expect(await html('?text=nowhere')).toContain('No incident is like that.');
    const other = await startTestWeb({ pages: 'open' }, { incidentList: { search: async () => [] } });
    expect(await (await fetch(`${other.url}/incidents`)).text()).toContain('Point a receiver of Alertmanager at');
    await other.close();
  });

  it('is live: its version changes with a row, and not with time', async () => {
    const first = await html();
    web.pass(3_600_000);

    expect(first).toContain('data-refresh="5"');
    expect(version(await html())).toBe(version(first));
    await web.incidents.save(answeredIncident({ endedAt: NOON + 1 }));
    expect(version(await html())).not.toBe(version(first));
  });
});
