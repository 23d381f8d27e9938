import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from './find-browser.ts';
import { appears, type FlameHouse, flameHouse } from './flame-reader.ts';
import { ENCODE, LINE_TAX } from './sample-flames.ts';

/** A busy machine draws late. */
const PATIENT = { timeout: 10_000 };
const executablePath = findBrowser();

describe.runIf(executablePath !== undefined)('the flame graphs in a browser', () => {
  let house: FlameHouse;
  beforeAll(async () => {
    house = await flameHouse(executablePath ?? '');
  });
  afterAll(() => house.close());

  it('replace the picture by two canvases, from us alone and without a complaint', async () => {
    const { page, complaints, hosts, panel } = await house.visit();

    expect(await page.locator('#flames canvas').count()).toBe(2);
    expect(await page.locator('#flames img').count()).toBe(0);
    expect(await panel('cpu').locator('h3').textContent()).toBe('CPU +25 % vs baseline');
    expect(await panel('cpu').locator('canvas').getAttribute('aria-label')).toContain('100 % now');
    expect(complaints).toEqual([]);
    expect([...hosts]).toEqual([`127.0.0.1:${house.web.port}`]);
    await page.context().close();
  });

  it('paint what changed, on a canvas no larger than its window', async () => {
    const { page, frame } = await house.visit();
    await frame('cpu', LINE_TAX).waitFor({ state: 'attached' });

    const painted = await page
      .locator('#flames canvas')
      .first()
      .evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        const colours = new Set<string>();
        for (let at = 0; at < data.length; at += 4) colours.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
        return {
          colours: [...colours],
          height: canvas.height,
          window: canvas.parentElement!.parentElement!.clientHeight,
        };
      });

    // Unchanged, and the strongest red for what is thirty times what it was.
    expect(painted.colours).toContain('255,255,255');
    expect(painted.colours).toContain('240,82,79');
    expect(painted.height).toBeLessThanOrEqual(painted.window);
    await page.context().close();
  });

  it('zoom by a click, say where they are, and go back by either Back', async () => {
    const { page, panel, click, frame, fragment } = await house.visit();

    await click('cpu', 'quote');
    await panel('cpu').locator('.crumbs [aria-current]', { hasText: 'quote' }).waitFor();
    expect(await fragment()).toContain('cpu.path=');
    await page.goBack();
    await panel('cpu').locator('.crumbs [aria-current]', { hasText: 'all' }).waitFor();
    expect(await fragment()).not.toContain('cpu.path=');

    await click('cpu', 'render');
    await panel('cpu').locator('.crumbs [aria-current]', { hasText: 'render' }).waitFor();
    await panel('cpu').getByRole('button', { name: 'Back', exact: true }).click();
    await frame('cpu', 'gc').waitFor({ state: 'attached' });
    await page.context().close();
  });

  it('count a search without counting a stack twice, dim the rest, and step through the matches', async () => {
    const { page, panel } = await house.visit();

    await page.keyboard.press('/');
    await page.keyboard.type('json.encode');
    // 350 of 1,000 now and 300 of 800 before, though encode calls itself.
    await panel('cpu').getByText('Search: 2 frames in 1 place · 35.0 % of now (37.5 % of the baseline)').waitFor();
    await panel('off-cpu').getByText('Search: nothing here').waitFor();
    await page.locator('.search-status', { hasText: '1 place' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.search-status', { hasText: '1 of 1' }).waitFor();
    await panel('cpu').locator('.frame-details', { hasText: ENCODE }).waitFor();

    await page.keyboard.press('Escape');
    await panel('cpu').getByText('Search:').waitFor({ state: 'hidden' });
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
    await page.context().close();
  });

  it('step with n and N over both graphs, and say what is no expression', async () => {
    const { page, panel } = await house.visit('search=quote');
    const status = page.locator('.search-status');
    const steps: readonly [string, string][] = [
      ['n', '1 of 3'],
      ['n', '2 of 3'],
      ['N', '1 of 3'],
      ['N', '3 of 3'],
    ];
    for (const [key, words] of steps) {
      await page.locator('body').press(key);
      await status.filter({ hasText: words }).waitFor();
    }
    await panel('off-cpu').locator('.facts-name', { hasText: 'quote' }).waitFor();

    await page.getByRole('searchbox').fill('/a(/');

    await status.filter({ hasText: 'not a regular expression' }).waitFor();
    expect(await page.getByRole('searchbox').getAttribute('aria-invalid')).toBe('true');
    await page.context().close();
  });

  it('come back from a link as they were left', async () => {
    const first = await house.visit();
    await first.click('cpu', 'quote');
    await first.panel('cpu').locator('.crumbs [aria-current]', { hasText: 'quote' }).waitFor();
    await first.page.getByRole('radio', { name: 'both' }).check();
    await first.page.getByRole('radio', { name: 'orange/blue' }).check();
    await first.page.getByText('Fold chains').click();
    await first.page.getByRole('searchbox').fill('round');
    await expect.poll(() => first.fragment(), PATIENT).toContain('search=round');

    const second = await house.visit(await first.fragment());

    await second.panel('cpu').locator('.crumbs [aria-current]', { hasText: 'quote' }).waitFor();
    expect(await second.page.getByRole('radio', { name: 'both' }).isChecked()).toBe(true);
    expect(await second.page.getByRole('radio', { name: 'orange/blue' }).isChecked()).toBe(true);
    expect(await second.page.getByRole('checkbox', { name: 'Fold chains' }).isChecked()).toBe(false);
    expect(await second.page.getByRole('searchbox').inputValue()).toBe('round');
    await second.page.evaluate(() => (location.hash = 'search=gc'));
    await second.panel('cpu').getByText('Search: 1 frame · 20.0 % of now').waitFor();
    await first.page.context().close();
    await second.page.context().close();
  });

  it('show a mover in its place and mark it in both graphs', async () => {
    const { page, panel } = await house.visit();

    await page.locator('.show-function').first().click();

    await panel('cpu').getByText(`Marked: ${LINE_TAX}: 1 frame · 30.0 % of now (1.3 % of the baseline)`).waitFor();
    await panel('off-cpu').getByText(`Marked: ${LINE_TAX}: 1 frame · 50.0 % of now`).waitFor();
    const details = panel('cpu').locator('.frame-details');
    await details.getByText('pricing/quote.go:60').waitFor();
    await details.getByText('▲ +0.029 (× 30)').waitFor();
    // It is three tenths of all: no zoom is needed to see it with all its callers.
    await panel('cpu').locator('.crumbs [aria-current]', { hasText: 'all' }).waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'treeitem');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toContain(LINE_TAX);
    await page.context().close();
  });

  it('widen to both sides for a mover that is gone, and say when one is nowhere', async () => {
    const { page, panel } = await house.visit();

    await page.locator('.show-function', { hasText: 'oldTax' }).click();
    await panel('cpu').locator('.frame-details', { hasText: '▼ gone' }).waitFor();
    expect(await page.getByRole('radio', { name: 'both' }).isChecked()).toBe(true);

    await page.locator('.show-function', { hasText: 'graph' }).click();
    await page.getByText('not/in/any.graph is in neither graph.').waitFor({ state: 'attached' });
    await page.context().close();
  });

  it('hide, collapse and look through one function only, and take each back by its chip', async () => {
    const { page, panel, click, frame } = await house.visit();
    const act = async (name: string, action: string): Promise<void> => {
      await click('cpu', name, 'right');
      await page.getByRole('menuitem', { name: action }).click();
    };
    const chip = (text: string) => panel('cpu').locator('.chip', { hasText: text });

    await act('render', 'Hide');
    await chip('hidden render').waitFor();
    await frame('cpu', 'render').waitFor({ state: 'detached' });
    await chip('hidden render').getByRole('button').click();
    await frame('cpu', 'render').waitFor({ state: 'attached' });

    await act('quote', 'Collapse');
    await frame('cpu', LINE_TAX).waitFor({ state: 'detached' });
    await chip('collapsed quote').getByRole('button').click();
    await frame('cpu', LINE_TAX).waitFor({ state: 'attached' });

    await act(LINE_TAX, 'Only through it');
    await frame('cpu', 'gc').waitFor({ state: 'detached' });
    await chip('only through').getByRole('button').click();
    expect(await appears(frame('cpu', 'gc'))).toBe(true);
    await page.context().close();
  });

  it('show callers and callees of a function over all its places, and the graph again', async () => {
    const { page, panel, click, frame } = await house.visit();

    await click('cpu', 'quote', 'right');
    await page.getByRole('menuitem', { name: 'Callers & callees' }).click();
    await panel('cpu').getByText('Callers and callees of quote').waitFor();

    const callers = panel('cpu').getByRole('tree', { name: 'Callers' });
    const callees = panel('cpu').getByRole('tree', { name: 'Callees' });
    await callers.locator('[aria-label^="batch,"]').waitFor({ state: 'attached' });
    await callers.locator('[aria-label^="serve,"]').waitFor({ state: 'attached' });
    await callees.locator(`[aria-label^="${LINE_TAX}, 66.7 % now"]`).waitFor({ state: 'attached' });
    await panel('cpu').getByRole('button', { name: 'Back to the graph' }).click();
    expect(await appears(frame('cpu', 'gc'))).toBe(true);
    await page.context().close();
  });

  it('fold libraries and recursion away when asked to', async () => {
    const { page, panel, frame } = await house.visit('search=encode');
    await panel('cpu').getByText('Search: 2 frames').waitFor();

    await page.getByText('Merge recursion').click();
    await panel('cpu').getByText('Search: 1 frame').waitFor();
    await page.getByText('Only my code').click();
    await panel('cpu').getByText('Search: nothing here').waitFor();

    expect(await appears(frame('cpu', 'render'))).toBe(true);
    await page.context().close();
  });

  it('say under the pointer what a frame costs on both sides, and copy its name', async () => {
    const { page, panel, placeOf, click } = await house.visit();
    const { x, y } = await placeOf('cpu', LINE_TAX);
    await page.mouse.move(x, y);

    const tip = page.locator('.flame-tip');
    await tip.waitFor();
    const said = await tip.innerText();
    expect(said).toContain(LINE_TAX);
    expect(said).toContain('pricing/quote.go:60 · your code');
    expect(said).toMatch(/Total, cores\s+0\.001\s+0\.03/);
    expect(said).toMatch(/Share of all\s+1\.3 %\s+30\.0 %/);
    expect(said).toContain('Called from main › serve › quote');
    await page.mouse.move(2, 2);
    await tip.waitFor({ state: 'hidden' });

    await click('cpu', LINE_TAX);
    await panel('cpu').getByRole('button', { name: 'Copy name' }).click();
    expect(await appears(page.getByText(/^Name (copied|could not be copied)/))).toBe(true);
    await page.context().close();
  });

  it('save what is seen as a PNG', async () => {
    const { page, panel, frame } = await house.visit();
    await frame('cpu', 'gc').waitFor({ state: 'attached' });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      panel('cpu').getByRole('button', { name: /PNG/ }).click(),
    ]);

    expect(download.suggestedFilename()).toBe('cpu-+25-vs-baseline.png');
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1A\n');
    await page.context().close();
  });
});
