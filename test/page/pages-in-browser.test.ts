import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOON } from '../support/sample-incident.ts';
import { samplePicture, sampleReport } from '../support/sample-report.ts';
import { answeredIncident, sampleEvidence } from '../adapters/web/sample-evidence.ts';
import { startTestWeb } from '../adapters/web/start-test-web.ts';
import type { TestWeb } from '../adapters/web/start-test-web.ts';
import { BROWSER_ARGUMENTS, findBrowser } from './find-browser.ts';

const WIDTHS = [1440, 900, 390] as const;
const executablePath = findBrowser();

describe.runIf(executablePath !== undefined)('in a browser', () => {
  let browser: Browser;
  let web: TestWeb;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: BROWSER_ARGUMENTS });
    web = await startTestWeb();
    await web.inboxMessages.save({
      id: 'm1',
      channel: 'oncall',
      key: 'k1',
      postedAt: Date.parse('2026-11-22T14:09:30Z'),
      report: sampleReport({ links: [{ label: 'Open the evidence', url: web.links.sign('/incidents/abc-1') }] }),
      pictureUrl: web.links.sign('/incidents/abc-1.png'),
    });
  });
  afterAll(async () => {
    await browser.close();
    await web.close();
  });

  interface Visit {
    readonly page: Page;
    readonly complaints: readonly string[];
    readonly hosts: ReadonlySet<string>;
  }

  /** A fresh reader in Berlin, with everything the browser complains about. */
  async function visit(path: string, width: number, colorScheme: 'light' | 'dark' = 'light'): Promise<Visit> {
    const page = await browser.newPage({
      viewport: { width, height: 900 },
      colorScheme,
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
    });
    const complaints: string[] = [];
    const hosts = new Set<string>();
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
    page.on('request', (request) => hosts.add(new URL(request.url()).host));
    await page.goto(web.signed(path), { waitUntil: 'networkidle' });
    return { page, complaints, hosts };
  }

  /** Writes the page to a file when somebody wants to look: SCREENSHOTS=dir npx vitest run test/page */
  async function picture(page: Page, name: string): Promise<void> {
    const folder = process.env['SCREENSHOTS'];
    if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  }

  describe.each(WIDTHS)('%i pixels wide', (width) => {
    it.each([
      ['/incidents/abc-1', 'incident'],
      ['/inbox', 'inbox'],
      ['/incidents', 'incidents'],
    ])('%s loads without a complaint, from us alone, and fits the screen', async (path, name) => {
      const { page, complaints, hosts } = await visit(path, width);

      expect(complaints).toEqual([]);
      expect([...hosts]).toEqual([`127.0.0.1:${web.port}`]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      await picture(page, `${name}-${width}`);
      await page.close();
    });
  });

  it('shows times of the reader, and keeps UTC at hand', async () => {
    const { page } = await visit('/incidents/abc-1', 1440);
    const time = page.locator('time').first();

    expect(await time.textContent()).toBe('22 Nov 2026, 15:02:00 CET');
    expect(await time.getAttribute('title')).toBe('2026-11-22 14:02:00 UTC');
    await page.close();
  });

  it('loads the tall picture on a phone', async () => {
    const { page } = await visit('/inbox', 390);
    const image = await page.locator('img').evaluate((element) => {
      const { naturalWidth, currentSrc } = element as HTMLImageElement;
      return { naturalWidth, currentSrc };
    });

    expect(image.naturalWidth).toBe(1);
    expect(image.currentSrc).toContain('size=phone');
    await page.close();
  });

  it('is dark where the reader likes it dark', async () => {
    const background = async (scheme: 'light' | 'dark'): Promise<string> => {
      const { page } = await visit('/incidents/abc-1', 1440, scheme);
      await picture(page, `incident-${scheme}`);
      const colour = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      await page.close();
      return colour;
    };

    expect(await background('light')).toBe('rgb(255, 255, 255)');
    expect(await background('dark')).toBe('rgb(20, 23, 27)');
  });

  it('replaces a pending page by its answer, without anybody loading it', async () => {
    await web.incidents.save(answeredIncident({ id: 'new', state: 'investigating' }));
    const { page, complaints } = await visit('/incidents/new', 390);
    await picture(page, 'pending-390');
    expect(await page.locator('main').textContent()).toContain('looking at the profiles');

    await web.evidence.keep(sampleEvidence({ incidentId: 'new' }));
    await web.incidents.save(answeredIncident({ id: 'new' }));

    await page.getByText('CPU per request grew by 31 %').waitFor({ timeout: 10_000 });
    expect(await page.locator('time').first().textContent()).toContain('CET');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('puts a new message on top of the inbox, and keeps the rest of the page', async () => {
    const { page, complaints } = await visit('/inbox', 390);

    await web.inboxMessages.save({
      id: 'm2',
      channel: 'oncall',
      key: 'k2',
      postedAt: Date.parse('2026-11-22T15:00:00Z'),
      report: sampleReport({ headline: 'payments · availability SLO burning 6×' }),
      pictureUrl: samplePicture().url,
    });

    await page.getByText('payments · availability SLO burning 6×').waitFor({ timeout: 10_000 });
    expect(await page.locator('h2').allTextContents()).toHaveLength(2);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('is walked by keyboard', async () => {
    const { page } = await visit('/incidents/abc-1', 1440);
    const reached: string[] = [];
    for (let press = 0; press < 12; press++) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate(() => document.activeElement?.textContent?.trim() ?? ''));
    }

    expect(reached).toContain('Inbox');
    expect(reached).toContain('▲ pricing.(*TaxTable).Lookup');
    expect(reached).toContain('pricing/tax.go:31');
    await page.close();
  });

  it('keeps what somebody types and where they are while the list goes on', async () => {
    const { page, complaints } = await visit('/incidents', 1440);
    await page.getByLabel('Service').fill('half a na');
    await page.getByRole('link', { name: 'checkout · latency' }).first().focus();

    await web.incidents.save(answeredIncident({ id: 'later', service: 'basket', openedAt: NOON + 60_000 }));

    await page.getByRole('link', { name: 'basket · latency' }).waitFor({ timeout: 15_000 });
    expect(await page.getByLabel('Service').inputValue()).toBe('half a na');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/^checkout · latency SLO burning/);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shows a page that helps where there is nothing', async () => {
    const { page } = await visit('/incidents/other', 390);

    expect(await page.locator('h1').textContent()).toBe('There is no such incident');
    await picture(page, 'problem-390');
    await page.close();
  });
});

it('says where the pages were looked at', () => {
  expect(executablePath ?? 'nowhere').toMatch(/chrom|nowhere/);
});
