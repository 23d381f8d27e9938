import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from './find-browser.ts';
import { type FlameHouse, flameHouse } from './flame-reader.ts';
import { LINE_TAX } from './sample-flames.ts';

const executablePath = findBrowser();

describe.runIf(executablePath !== undefined)('axe on a page with flame graphs', () => {
  let house: FlameHouse;
  beforeAll(async () => {
    house = await flameHouse(executablePath ?? '');
  });
  afterAll(() => house.close());

  const everything = `search=quote&selected=${LINE_TAX}&cpu.hide=gc&cpu.collapse=batch&cpu.focus=main`;
  it.each([
    [1440, 'light', everything],
    [1440, 'dark', everything],
    [900, 'light', 'cpu.sandwich=quote'],
    [900, 'dark', ''],
    [390, 'light', ''],
    [390, 'dark', everything],
  ] as const)('finds nothing serious at %i px, %s', async (width, colorScheme, fragment) => {
    const { page } = await house.visit(fragment, { viewport: { width, height: 900 }, colorScheme });
    await page.locator('[role="treeitem"]').first().waitFor({ state: 'attached' });
    const folder = process.env['SCREENSHOTS'];
    if (folder !== undefined)
      await page.screenshot({ path: `${folder}/flames-${width}-${colorScheme}.png`, fullPage: true });

    // Run as the tests' own, past the page's policy for scripts.
    await page.evaluate(axe.source);
    const found = await page.evaluate(async () => {
      const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(
          ({ id, nodes }) =>
            `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
        );
    });

    expect(found).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.context().close();
  });
});
