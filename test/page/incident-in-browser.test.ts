import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mover } from '../../src/core/report/analysis.ts';
import { answeredIncident, sampleAnalysis, sampleEvidence, sampleMover } from '../adapters/web/sample-evidence.ts';
import { startTestWeb } from '../adapters/web/start-test-web.ts';
import type { TestWeb } from '../adapters/web/start-test-web.ts';
import { BROWSER_ARGUMENTS, findBrowser } from './find-browser.ts';

const executablePath = findBrowser();
const DESK = { width: 1440, height: 900 };

/** Twelve movers, every third one waiting, with names as long as they come. */
const MOVERS = Array.from({ length: 12 }, (_, i): Mover =>
  sampleMover({
    rank: i + 1,
    profile: i % 3 === 2 ? 'off-cpu' : 'cpu',
    function: `example.com/shop/room${i}.(*Type).Method${'WithALongName'.repeat(i % 4)}`,
  }),
);

describe.runIf(executablePath !== undefined)('the page of an incident in a browser', () => {
  let browser: Browser;
  let web: TestWeb;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: BROWSER_ARGUMENTS });
    web = await startTestWeb({ pages: 'open' });
    await web.incidents.save(answeredIncident({ id: 'many' }));
    await web.evidence.keep(sampleEvidence({ incidentId: 'many', analysis: sampleAnalysis({ movers: MOVERS }) }));
  });
  afterAll(async () => {
    await browser.close();
    await web.close();
  });

  async function visit(id: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: DESK, ...options });
    await page.goto(`${web.url}/incidents/${id}`, { waitUntil: 'networkidle' });
    return page;
  }

  it('shows what burns, the verdict, the commit, the movers and the tops of both graphs without scrolling', async () => {
    const page = await visit('many');

    const tops: number[] = [];
    for (const part of ['h1', '.verdict', '.culprit', 'text=room0', '.flame[data-profile=cpu] canvas']) {
      const box = await page.locator(part).first().boundingBox();
      tops.push(Math.round(box?.y ?? Number.NaN));
    }

    expect(tops).toEqual(tops.toSorted((a, b) => a - b));
    // Three rows of the graph are to be seen.
    expect(tops.at(-1)).toBeLessThan(DESK.height - 60);
    await page.close();
  });

  it('has the graphs side by side from 900 pixels on, and stacked below', async () => {
    for (const [width, beside] of [
      [900, true],
      [880, false],
    ] as const) {
      const page = await visit('abc-1', { viewport: { width, height: 900 } });
      const [cpu, waits] = await page
        .locator('.flame')
        .evaluateAll((flames) => flames.map((flame) => flame.getBoundingClientRect().top));

      expect(cpu === waits).toBe(beside);
      await page.close();
    }
  });

  it('filters the movers without a script, the first five of each', async () => {
    const page = await visit('many', { javaScriptEnabled: false });
    const ranks = async (): Promise<string> =>
      (await page.locator('.movers tbody tr:visible .rank').allTextContents()).join(' ');

    expect(await ranks()).toBe('1 2 3 4 5');
    await page.getByLabel('Off-CPU 4').check({ force: true });
    expect(await ranks()).toBe('3 6 9 12');
    await page.getByLabel('CPU 8', { exact: true }).check({ force: true });
    expect(await ranks()).toBe('1 2 4 5 7');
    await page.getByLabel('Show all').check();
    expect(await ranks()).toBe('1 2 4 5 7 8 10 11');
    await page.getByLabel('All 12').check({ force: true });
    expect(await ranks()).toBe('1 2 3 4 5 6 7 8 9 10 11 12');
    await page.close();
  });

  it.each([
    ['few movers', 'abc-1', true],
    ['many movers', 'many', true],
    ['no script', 'many', false],
  ])('prints on one sheet with %s', async (_name, id, javaScriptEnabled) => {
    const page = await visit(id, { javaScriptEnabled, colorScheme: 'dark' });
    if (javaScriptEnabled) await page.locator('#flames.is-live').waitFor();

    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');

    expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1);
    expect(/\/MediaBox\s*\[0 0 (\d+)/.exec(pdf)?.[1]).toMatch(/^59[45]$/);
    await page.close();
  });

  it('has targets large enough for a finger', async () => {
    const page = await visit('many', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

    const small = await page
      .locator('nav a, .movers-head label, .show-function, summary, .downloads a, button:enabled')
      .evaluateAll((targets) =>
        targets
          .filter((target) => target.checkVisibility())
          .filter((target) => target.getBoundingClientRect().height < 44 && target.closest('#flames') === null)
          .map((target) => target.textContent),
      );

    expect(small).toEqual([]);
    await page.close();
  });

  it('offers news instead of replacing what somebody reads', async () => {
    await web.incidents.save(answeredIncident({ id: 'refined', endedAt: 1, refineAt: 2 }));
    await web.evidence.keep(sampleEvidence({ incidentId: 'refined' }));
    const page = await browser.newPage({ viewport: DESK });
    await page.clock.install();
    await page.goto(`${web.url}/incidents/refined`, { waitUntil: 'networkidle' });
    const verdict = await page.locator('.verdict').elementHandle();

    await web.evidence.keep(sampleEvidence({ incidentId: 'refined', round: 'refined', answeredAt: 3 }));
    await page.clock.runFor(25_000);

    await page.getByText('There is news of this incident.').waitFor();
    expect(await verdict?.evaluate((element) => element.isConnected)).toBe(true);
    await page.getByRole('link', { name: 'Show it' }).click();
    await page.getByText('There is news of this incident.').waitFor({ state: 'detached' });
    await page.close();
  });
});
