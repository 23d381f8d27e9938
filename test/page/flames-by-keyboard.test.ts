import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from './find-browser.ts';
import { appears, type FlameHouse, flameHouse, type FlameReader } from './flame-reader.ts';
import { LINE_TAX } from './sample-flames.ts';

/** A busy machine draws late. */
const PATIENT = { timeout: 10_000 };
const executablePath = findBrowser();

describe.runIf(executablePath !== undefined)('the flame graphs without a mouse', () => {
  let house: FlameHouse;
  beforeAll(async () => {
    house = await flameHouse(executablePath ?? '');
  });
  afterAll(() => house.close());

  /** Waits until the focus is on the frame of a name. */
  async function standsOn({ page }: FlameReader, name: string): Promise<void> {
    await page.waitForFunction(
      (wanted) => document.activeElement?.getAttribute('aria-label')?.startsWith(`${wanted},`) === true,
      name,
    );
  }

  async function enter(reader: FlameReader): Promise<void> {
    const root = reader.frame('cpu', 'all stacks');
    await root.waitFor({ state: 'attached' });
    await root.focus();
    await standsOn(reader, 'all stacks');
  }

  it('are a tree with one stop for Tab, levels and places', async () => {
    const reader = await house.visit('folded=0');
    await reader.frame('cpu', 'gc').waitFor({ state: 'attached' });

    const tree = reader.panel('cpu').getByRole('tree', { name: 'Frames of CPU +25 % vs baseline' });
    expect(await tree.locator('[tabindex="0"]').count()).toBe(1);
    const gc = reader.frame('cpu', 'gc');
    expect(await gc.getAttribute('aria-level')).toBe('3');
    expect(await gc.getAttribute('aria-posinset')).toBe('2');
    expect(await gc.getAttribute('aria-setsize')).toBe('3');
    expect(await gc.getAttribute('aria-expanded')).toBeNull();
    expect(await reader.frame('cpu', 'serve').getAttribute('aria-expanded')).toBe('true');
    expect(await gc.getAttribute('aria-label')).toBe('gc, 20.0 % now, 31.3 % in the baseline, −0.005 (−20 %)');
    await reader.page.context().close();
  });

  it('are walked with arrows, Home and End, zoomed with Enter and left with Escape', async () => {
    const reader = await house.visit('folded=0');
    const { page, panel } = reader;
    await enter(reader);

    const walk: readonly [string, string][] = [
      ['ArrowDown', 'main'],
      ['ArrowDown', 'serve'],
      ['ArrowLeft', 'gc'],
      ['Home', 'batch'],
      ['End', 'serve'],
      ['ArrowDown', 'quote'],
      ['ArrowRight', 'render'],
      ['ArrowUp', 'serve'],
    ];
    for (const [key, name] of walk) {
      await page.keyboard.press(key);
      await standsOn(reader, name);
    }
    await panel('cpu').locator('.facts-name', { hasText: 'serve' }).waitFor();
    await page.keyboard.press('Enter');
    await panel('cpu').locator('.crumbs [aria-current]', { hasText: 'serve' }).waitFor();
    await standsOn(reader, 'serve');
    await page.keyboard.press('Escape');
    await panel('cpu').locator('.crumbs [aria-current]', { hasText: 'main' }).waitFor();
    await page.keyboard.press('0');
    expect(await appears(panel('cpu').locator('.crumbs [aria-current]', { hasText: 'all' }))).toBe(true);
    await page.context().close();
  });

  it('get closer and move sideways by single keys, but not while somebody types', async () => {
    const reader = await house.visit();
    const { page } = reader;
    await enter(reader);

    await page.keyboard.press('w');
    await page.keyboard.press('+');
    await expect.poll(() => reader.fragment(), PATIENT).toMatch(/cpu\.part=0\.27\d+\.\.0\.72/);
    await page.keyboard.press('d');
    await expect.poll(() => reader.fragment(), PATIENT).toMatch(/cpu\.part=0\.36/);
    await page.keyboard.press('-');
    await page.keyboard.press('s');
    await expect.poll(() => reader.fragment(), PATIENT).toBe('');
    await page.keyboard.press('/');
    await page.keyboard.type('was');

    expect(await page.getByRole('searchbox').inputValue()).toBe('was');
    await expect.poll(() => reader.fragment(), PATIENT).toBe('search=was');
    await page.context().close();
  });

  it('open the menu of a frame, and give the focus back', async () => {
    const reader = await house.visit('folded=0');
    const { page, panel } = reader;
    await enter(reader);
    await page.keyboard.press('ArrowDown');
    await standsOn(reader, 'main');

    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Zoom in' }).waitFor();
    await page.keyboard.press('Escape');
    await standsOn(reader, 'main');
    await page.keyboard.press('Shift+F10');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');

    expect(await appears(panel('cpu').getByText('Callers and callees of main'))).toBe(true);
    await page.context().close();
  });

  it('lead from a mover to its frame and on from there', async () => {
    const reader = await house.visit();
    const mover = reader.page.locator('.show-function').first();
    await mover.focus();

    await reader.page.keyboard.press('Enter');
    await standsOn(reader, LINE_TAX);
    await reader.page.keyboard.press('ArrowUp');
    await standsOn(reader, 'quote');
    expect(await appears(reader.panel('cpu').locator('.facts-name', { hasText: 'quote' }))).toBe(true);
    await reader.page.context().close();
  });

  it('explain their keys', async () => {
    const { page } = await house.visit();

    await page.locator('body').press('?');
    await page.getByRole('dialog', { name: 'Keys and mouse' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await page.locator('dialog').evaluate((dialog) => (dialog as HTMLDialogElement).open)).toBe(false);
    await page.context().close();
  });
});
