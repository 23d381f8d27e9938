import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core';
import type { FlamePanel } from '../../src/core/flamegraph/flame-panel.ts';
import { answeredIncident } from '../adapters/web/sample-evidence.ts';
import { startTestWeb, type TestWeb } from '../adapters/web/start-test-web.ts';
import { BROWSER_ARGUMENTS } from './find-browser.ts';
import { keepFlames, samplePanels } from './sample-flames.ts';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** A reader of a page with flame graphs, and what their browser complained about. */
export interface FlameReader {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly hosts: ReadonlySet<string>;
  /** The panel of a profile. */
  readonly panel: (profile: 'cpu' | 'off-cpu') => Locator;
  /** The first frame of a name, by what screen readers hear of it. */
  readonly frame: (profile: 'cpu' | 'off-cpu', name: string) => Locator;
  /** The middle of a frame on the canvas; the list lies exactly over it and lets the mouse through. */
  readonly placeOf: (profile: 'cpu' | 'off-cpu', name: string) => Promise<Place>;
  /** Clicks the canvas where a frame is drawn. */
  readonly click: (profile: 'cpu' | 'off-cpu', name: string, button?: 'left' | 'right') => Promise<void>;
  readonly fragment: () => Promise<string>;
}

export interface FlameHouse {
  readonly web: TestWeb;
  visit(fragment?: string, how?: BrowserContextOptions, panels?: readonly FlamePanel[]): Promise<FlameReader>;
  close(): Promise<void>;
}

/** A browser and a server with incidents that have flame graphs. */
export async function flameHouse(executablePath: string): Promise<FlameHouse> {
  const browser: Browser = await chromium.launch({ executablePath, args: BROWSER_ARGUMENTS });
  const web = await startTestWeb();
  let incidents = 0;
  return {
    web,
    async visit(fragment = '', how = {}, panels = samplePanels()) {
      const id = `flames-${incidents++}`;
      await web.incidents.save(answeredIncident({ id }));
      await keepFlames(web, id, panels);
      const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, locale: 'en-GB', ...how });
      const reader = readerOf(await context.newPage());
      await reader.page.goto(`${web.signed(`/incidents/${id}`)}${fragment === '' ? '' : `#${fragment}`}`);
      await reader.page.locator('#flames.is-live').waitFor();
      return reader;
    },
    async close() {
      await browser.close();
      await web.close();
    },
  };
}

function readerOf(page: Page): FlameReader {
  const complaints: string[] = [];
  const hosts = new Set<string>();
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const panel = (profile: 'cpu' | 'off-cpu'): Locator => page.locator(`.flame[data-profile="${profile}"]`);
  const frame = (profile: 'cpu' | 'off-cpu', name: string): Locator =>
    panel(profile).locator(`[role="treeitem"][aria-label^="${name},"]`).first();
  async function placeOf(profile: 'cpu' | 'off-cpu', name: string): Promise<Place> {
    await panel(profile).locator('.graph-scroll').first().scrollIntoViewIfNeeded();
    // Looked up and measured in one go: the list is written anew whenever the graph is drawn.
    const found = await page.waitForFunction(
      ([graph, wanted]) => {
        const items = document.querySelectorAll<HTMLElement>(`.flame[data-profile="${graph}"] [role="treeitem"]`);
        const item = Array.from(items).find((one) => one.ariaLabel?.startsWith(`${wanted},`));
        const place = item?.getBoundingClientRect();
        return place && { x: place.x + place.width / 2, y: place.y + place.height / 2 };
      },
      [profile, name] as const,
    );
    return (await found.jsonValue())!;
  }
  return {
    page,
    complaints,
    hosts,
    panel,
    frame,
    placeOf,
    async click(profile, name, button = 'left') {
      const { x, y } = await placeOf(profile, name);
      await page.mouse.click(x, y, { button });
    },
    fragment: async () => decodeURIComponent(await page.evaluate(() => location.hash.slice(1))),
  };
}

/** Waits for what a reader then sees (or hears of); false never comes, the wait gives up before. */
export async function appears(what: Locator): Promise<boolean> {
  await what.waitFor({ state: 'attached' });
  return true;
}
