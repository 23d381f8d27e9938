import axe from 'axe-core';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answeredIncident, sampleEvidence } from '../adapters/web/sample-evidence.ts';
import { recordDeploy, recordRegression } from '../adapters/web/deploy-samples.ts';
import { startTestWeb } from '../adapters/web/start-test-web.ts';
import type { TestWeb } from '../adapters/web/start-test-web.ts';
import { NOON } from '../support/sample-incident.ts';
import { sampleReport } from '../support/sample-report.ts';
import { BROWSER_ARGUMENTS, findBrowser } from './find-browser.ts';

const executablePath = findBrowser();

describe.runIf(executablePath !== undefined)('axe on every page and state', () => {
  let browser: Browser;
  let web: TestWeb;
  let regressed: string;
  let unchecked: string;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: BROWSER_ARGUMENTS });
    web = await startTestWeb({ pages: 'open' });
    const { analysis: _failed, ...unanalysed } = sampleEvidence({ incidentId: 'failed' });
    await web.evidence.keep(unanalysed);
    for (const state of ['queued', 'failed'] as const) await web.incidents.save(answeredIncident({ id: state, state }));
    await web.incidents.save(answeredIncident({ id: 'gone', endedAt: NOON + 1 }));
    regressed = await recordRegression(web);
    unchecked = await recordDeploy(web, { kind: 'rollback', status: 'failed', url: 'https://ci.example/9' });
    await recordDeploy(web, { service: 'cart' }, { outcome: 'unsure' });
    await recordDeploy(web, { service: 'cart' }, { outcome: 'improved' });
    await web.inboxMessages.save({
      id: 'm1',
      channel: 'oncall',
      key: 'k1',
      postedAt: NOON,
      report: sampleReport(),
      pictureUrl: web.links.sign('/incidents/abc-1.png'),
    });
  });
  afterAll(async () => {
    await browser.close();
    await web.close();
  });

  const paths = [
    'incidents',
    'incidents?text=nowhere',
    'inbox',
    'nothing',
    'deploys',
    'deploys?service=nowhere',
  ].concat(
    ['abc-1', 'queued', 'failed', 'gone'].map((id) => `incidents/${id}`),
    ['REGRESSED', 'UNCHECKED'].map((key) => `deploys/${key}`),
  );
  it.each(paths.flatMap((path) => (['light', 'dark'] as const).map((scheme) => [path, scheme] as const)))(
    '%s, %s: nothing serious',
    async (path, colorScheme) => {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme });
      await page.goto(`${web.url}/${path.replace('REGRESSED', regressed).replace('UNCHECKED', unchecked)}`, {
        waitUntil: 'load',
      });
      // Everything that can be opened is looked at, too.
      await page.locator('details').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));

      await page.evaluate(axe.source);
      const found = await page.evaluate(async () => {
        const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
        return violations.map(
          ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html).join(' | ')}`,
        );
      });

      expect(found).toEqual([]);
      await page.close();
    },
  );
});
