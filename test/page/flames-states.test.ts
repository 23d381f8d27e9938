import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from './find-browser.ts';
import { appears, type FlameHouse, flameHouse } from './flame-reader.ts';
import { samplePanel, samplePanels } from './sample-flames.ts';

/** A busy machine draws late. */
const PATIENT = { timeout: 10_000 };
const executablePath = findBrowser();

describe.runIf(executablePath !== undefined)('what the flame graphs say when there is little or much to show', () => {
  let house: FlameHouse;
  beforeAll(async () => {
    house = await flameHouse(executablePath ?? '');
  });
  afterAll(() => house.close());

  it('keeps the picture and says what to do when the link has expired, is wrong, or nobody answers', async () => {
    const { page } = await house.visit();
    const reload = async (answer: (url: string) => string | undefined): Promise<void> => {
      await page.route('**/flames?*', (route) => {
        const url = answer(route.request().url());
        return url === undefined ? route.abort() : route.continue({ url });
      });
      await page.reload();
    };
    const problem = page.locator('#flames .problem');

    await reload((url) => url.replace(/signature=[^&]*/, 'signature=wrong'));
    await problem.getByText('This link is not valid').waitFor();
    expect(await problem.textContent()).toContain('Open the whole link from the chat message again.');
    expect(await page.locator('#flames img').count()).toBe(2);
    expect(await problem.getByRole('button').count()).toBe(0);

    await page.unroute('**/flames?*');
    await reload(() => undefined);
    await problem.getByText('could not be fetched').waitFor();
    await page.unroute('**/flames?*');
    await problem.getByRole('button', { name: 'Try again' }).click();
    await page.locator('#flames.is-live').waitFor();
    expect(await problem.count()).toBe(0);
    await page.context().close();
  });

  it('says why a panel is empty, and draws the other one', async () => {
    const [, offCpu] = samplePanels();
    const empty = {
      kind: 'empty',
      profile: 'cpu',
      title: 'CPU',
      reason: 'no CPU profiles in the baseline window',
    } as const;
    const { page, panel, frame } = await house.visit('', {}, [empty, offCpu!]);

    await panel('cpu').getByText('There is no graph: no CPU profiles in the baseline window.').waitFor();
    expect(await appears(frame('off-cpu', 'main'))).toBe(true);
    await page.context().close();
  });

  it('offers the baseline where nothing was recorded now', async () => {
    const { page, panel, frame } = await house.visit('', {}, [samplePanel('cpu', { 'main;work': [500, 0] })]);

    await panel('cpu').getByText('Nothing was recorded now, only in the baseline.').waitFor();
    await panel('cpu').getByRole('button', { name: 'Width by baseline' }).click();
    expect(await appears(frame('cpu', 'main'))).toBe(true);
    await page.context().close();
  });

  it('draws names that look like HTML, run from right to left, or fill kilobytes, as nothing but text', async () => {
    const hostile = '<img src=x onerror=alert(1)>"\'&lt;/script><script>alert(2)</script>';
    const template = `std::map<${'std::vector<int, std::allocator<int> >, '.repeat(150)}int>::operator[]`;
    const names = [hostile, template, 'عربي.دالة', 'é́́́́.combining', '処理.実行', '\u202Eevil', '__proto__', '%n%s'];
    const stacks = Object.fromEntries(names.map((name) => [`main;${name.replaceAll(';', ',')}`, [100, 200] as const]));
    const { page, panel, complaints } = await house.visit('folded=0', {}, [samplePanel('cpu', stacks)]);

    const stand = (name: string): Promise<unknown> =>
      page.waitForFunction((wanted) => {
        const items = Array.from(document.querySelectorAll<HTMLElement>('.flame [role="treeitem"]'));
        const item = items.find((one) => one.ariaLabel?.startsWith(wanted));
        item?.focus();
        return item !== undefined && document.activeElement === item;
      }, name);
    for (const name of [hostile.replaceAll(';', ','), template, '__proto__']) {
      await stand(name);
      await page.keyboard.press('Enter');
      await panel('cpu')
        .locator('.facts-name', { hasText: name.slice(0, 40) })
        .waitFor();
      await panel('cpu').locator('.crumbs button').first().click();
    }

    expect(complaints).toEqual([]);
    expect(await page.locator('.flame[data-profile="cpu"] img, #flames script').count()).toBe(0);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.context().close();
  });

  it.each([
    ['one frame', { only: [10, 10] }],
    ['2,000 rows', { [Array.from({ length: 2_000 }, (_, depth) => `f${depth % 7}`).join(';')]: [50, 80] }],
    ['30,000 siblings', Object.fromEntries(Array.from({ length: 30_000 }, (_, i) => [`main;s${i}`, [1, 1]]))],
  ] as const)('draws %s with a canvas no larger than its window', async (_what, stacks) => {
    const shape = stacks as Readonly<Record<string, readonly [number, number]>>;
    const { page, complaints, panel } = await house.visit('folded=0', {}, [samplePanel('cpu', shape)]);
    await panel('cpu').locator('[role="treeitem"]').nth(1).waitFor({ state: 'attached' });

    const sizes = await panel('cpu')
      .locator('.graph-scroll')
      .evaluate((scroll) => ({
        canvas: scroll.querySelector('canvas')!.height,
        window: scroll.clientHeight,
        rows: scroll.querySelectorAll('[role="treeitem"]').length,
      }));
    expect(sizes.canvas).toBeLessThanOrEqual(sizes.window);
    expect(sizes.rows).toBeLessThanOrEqual(301);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('leaves the wheel to the rows and the page, zooms with Ctrl, and pans when zoomed', async () => {
    const reader = await house.visit();
    const { page, frame } = reader;
    await frame('cpu', 'main').waitFor({ state: 'attached' });
    const canvas = page.locator('#flames canvas').first();
    await canvas.scrollIntoViewIfNeeded();
    const { x, y, width } = (await canvas.boundingBox())!;
    await page.mouse.move(x + width / 2, y + 30);

    const before = await page.evaluate(() => scrollY);
    await page.mouse.wheel(0, 120);
    await page.waitForFunction((was) => scrollY > was, before);
    expect(await reader.fragment()).toBe('');

    await canvas.scrollIntoViewIfNeeded();
    const place = (await canvas.boundingBox())!;
    await page.mouse.move(place.x + width / 2, place.y + 30);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -200);
    await page.keyboard.up('Control');
    await expect.poll(() => reader.fragment(), PATIENT).toMatch(/^cpu\.part=0\.27\d*\.\.0\.72/);
    await page.mouse.down();
    await page.mouse.move(place.x + width / 2 - 100, place.y + 30, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => reader.fragment(), PATIENT).toMatch(/^cpu\.part=0\.[3-9]/);
    expect(await reader.fragment()).not.toContain('selected');
    await page.context().close();
  });

  it('zooms under two fingers, every step of theirs, and leaves the page its size', async () => {
    const phone = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true };
    const reader = await house.visit('', phone);
    const { page, frame } = reader;
    await frame('cpu', 'main').waitFor({ state: 'attached' });
    const canvas = page.locator('#flames canvas').first();
    await canvas.scrollIntoViewIfNeeded();
    const { x, y } = (await canvas.boundingBox())!;
    const session = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...places: number[]): Promise<unknown> =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: places.map((place, id) => ({ x: x + place, y: y + 40, id })),
      });

    await touch('touchStart', 150);
    await touch('touchStart', 150, 200);
    for (let step = 1; step <= 5; step++) await touch('touchMove', 150 - step * 15, 200 + step * 15);
    await touch('touchEnd');

    // From 50 px between the fingers to 200: a quarter of the width is left.
    const part = /^cpu\.part=(0\.\d+)\.\.(0\.\d+)$/;
    await expect.poll(() => reader.fragment(), PATIENT).toMatch(part);
    const [, from, to] = part.exec(await reader.fragment()) ?? [];
    expect(Number(to) - Number(from)).toBeCloseTo(0.25, 2);
    expect(await page.evaluate(() => visualViewport!.scale)).toBe(1);
    await page.context().close();
  });

  it('zooms by a tap on a phone, and repaints when night falls', async () => {
    const phone = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true };
    const { page, panel, placeOf } = await house.visit('', phone);
    const { x, y } = await placeOf('cpu', 'quote');
    await page.touchscreen.tap(x, y);
    await panel('cpu').locator('.crumbs [aria-current]', { hasText: 'quote' }).waitFor();

    const corner = (): Promise<string> =>
      panel('cpu')
        .locator('canvas')
        .evaluate((canvas) => {
          const context = (canvas as HTMLCanvasElement).getContext('2d')!;
          const { height: bottom } = canvas as HTMLCanvasElement;
          return context
            .getImageData(2, bottom - 2, 1, 1)
            .data.slice(0, 3)
            .join(',');
        });
    expect(await corner()).toBe('230,233,238');
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(corner, PATIENT).toBe('20,23,27');
    await page.context().close();
  });
});
