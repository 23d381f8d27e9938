/**
 * The flame graphs of the page in a real Chromium: half a million frames from the bytes to the first picture, redraws while
 * zooming, panning and scrolling, and the sizes of body and script. One JSON line per figure.
 */
import { loadavg } from 'node:os';
import { gzipSync } from 'node:zlib';
import { chromium, type Page } from 'playwright-core';
import type { FlamePanel, ProfileName } from '../src/core/flamegraph/flame-panel.ts';
import { writeFlameBody } from '../src/core/flamegraph/write-flame-body.ts';
import { FLAMES_FILE } from '../src/pipeline/evidence.ts';
import { sampleEvidence } from '../test/adapters/web/sample-evidence.ts';
import { startTestWeb } from '../test/adapters/web/start-test-web.ts';
import { BROWSER_ARGUMENTS, findBrowser } from '../test/page/find-browser.ts';
import { goLikeTree } from './go-like-tree.ts';

/** As asked of the generator, which makes a fifth more. */
const FRAMES = { cpu: 340_000, 'off-cpu': 80_000 } as const;
const FUNCTIONS = 25_000;
const ROUNDS = 7;
const TURNS = 120;

async function measure(browserPath: string): Promise<void> {
  const panels = [panelOf('cpu', 1), panelOf('off-cpu', 2)];
  const size = panels.reduce((sum, one) => sum + (one.kind === 'graph' ? one.tree.parent.length : 0), 0);
  const body = gzipSync(writeFlameBody(panels));
  const web = await startTestWeb();
  const browser = await chromium.launch({ executablePath: browserPath, args: BROWSER_ARGUMENTS });
  try {
    const hash = await web.blobs.put(body);
    const evidence = sampleEvidence();
    const file = { name: FLAMES_FILE, hash, mediaType: 'application/gzip', bytes: body.length };
    await web.evidence.keep({ ...evidence, files: [file, ...evidence.files] });
    const script = gzipSync(new Uint8Array(await (await fetch(`${web.url}/assets/page.js`)).arrayBuffer()));
    say('body', { frames: size, bytes: body.length, at_most: 2_500_000 });
    say('script', { bytes: script.length, at_most: 60_000 });

    const opened: Opening[] = [];
    for (let round = 0; round < ROUNDS; round++) opened.push(await open());
    const wall = opened.map((one) => one.milliseconds);
    say('open', {
      rounds: ROUNDS,
      milliseconds: median(wall),
      worst: at(wall, 1),
      of_that_decode: median(opened.map((one) => one.decode)),
      cpu_milliseconds: median(opened.map((one) => one.cpu)),
      at_most: 300,
    });
    const page = await openPage();
    await page.waitForSelector('#flames.is-live');
    for (const [what, act] of Object.entries(WALKS)) {
      const drawn = await framesDuring(page, act);
      const lengths = drawn.map(({ milliseconds }) => milliseconds);
      const cpu = drawn.map((one) => one.cpu);
      say('redraw', {
        while: what,
        frames: drawn.length,
        p50: at(lengths, 0.5),
        p95: at(lengths, 0.95),
        cpu_p50: at(cpu, 0.5),
        cpu_p95: at(cpu, 0.95),
        at_most: 16,
      });
    }
  } finally {
    await browser.close();
    await web.close();
  }

  async function openPage(): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 }, deviceScaleFactor: 2 });
    await page.addInitScript(markFrames);
    await page.goto(web.signed('/incidents/abc-1'));
    return page;
  }

  /** From the last byte to the end of the first draw of both graphs. */
  async function open(): Promise<Opening> {
    await browser.startTracing(undefined, { categories: ['blink.user_timing'] });
    const page = await openPage();
    await page.waitForSelector('#flames.is-live');
    await twoFrames(page);
    await page.close();
    const marks = marksOf(await browser.stopTracing());
    const find = (name: string): Mark => marks.find((mark) => mark.name === name)!;
    const [fetched, ready] = [find('flames-fetched'), find('flames-open')];
    // Both graphs ask for their first frame before the page says that it is open.
    const drawn = marks.filter(({ name, wall }) => name === 'frame-end' && wall > ready.wall)[1]!;
    return {
      milliseconds: drawn.wall - fetched.wall,
      decode: find('flames-decoded').wall - fetched.wall,
      cpu: drawn.cpu - fetched.cpu,
    };
  }

  async function framesDuring(page: Page, act: (page: Page) => Promise<void>): Promise<Omit<Opening, 'decode'>[]> {
    const canvas = page.locator('.flame canvas').first();
    await canvas.scrollIntoViewIfNeeded();
    const box = (await canvas.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2);
    await twoFrames(page);
    await browser.startTracing(page, { categories: ['blink.user_timing'] });
    await act(page);
    await twoFrames(page);
    const marks = marksOf(await browser.stopTracing());
    // The state is rendered in one callback and drawn in others of the same frame.
    const frames = new Map<string, { milliseconds: number; cpu: number }>();
    let begun: Mark | undefined;
    for (const mark of marks) {
      if (mark.name === 'frame-begin') begun = mark;
      else if (mark.name === 'frame-end' && begun !== undefined) {
        const frame = frames.get(mark.detail) ?? { milliseconds: 0, cpu: 0 };
        frame.milliseconds += mark.wall - begun.wall;
        frame.cpu += mark.cpu - begun.cpu;
        frames.set(mark.detail, frame);
        begun = undefined;
      }
    }
    // Frames of a page at rest cost next to nothing.
    return [...frames.values()].filter(({ milliseconds }) => milliseconds > 0.3);
  }
}

function panelOf(profile: ProfileName, seed: number): FlamePanel {
  const tree = goLikeTree(FRAMES[profile], seed, FUNCTIONS);
  return {
    kind: 'graph',
    profile,
    title: `${profile} vs baseline`,
    note: '',
    tree: { ...tree, own: Uint8Array.from(tree.names, (_, id) => id % 2) },
    unitNanoseconds: 1e7,
    seconds: { baseline: 720, comparison: 720 },
    places: {
      files: Array.from({ length: FUNCTIONS / 10 }, (_, i) => `example.com/shop/p${i % 97}/file${i}.go`),
      fileOf: Int32Array.from(tree.names, (_, id) => (id * 31) % (FUNCTIONS / 10)),
      line: Int32Array.from(tree.names, (_, id) => id % 900),
    },
  };
}

interface Opening {
  readonly milliseconds: number;
  /** Of that until the columns were there. */
  readonly decode: number;
  /** What the page's thread worked in that time; less than the wall where the machine was busy. */
  readonly cpu: number;
}

/** Runs in the page before its script: marks where the work of every animation frame begins and ends. */
function markFrames(): void {
  const ask = globalThis.requestAnimationFrame.bind(globalThis);
  globalThis.requestAnimationFrame = (draw) =>
    ask((time) => {
      performance.mark('frame-begin');
      draw(time);
      performance.mark('frame-end', { detail: String(time) });
    });
}

async function twoFrames(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) {
      await new Promise((resolve) => {
        setTimeout(() => requestAnimationFrame(resolve), 0);
      });
    }
  });
}

interface Mark {
  readonly name: string;
  /** The frame's time, for frame-end. */
  readonly detail: string;
  /** Milliseconds of the clock and of the thread. */
  readonly wall: number;
  readonly cpu: number;
}

interface TraceEvent {
  readonly name: string;
  readonly cat: string;
  readonly ts: number;
  readonly tts?: number;
  readonly args?: { readonly data?: { readonly detail?: string } };
}

function marksOf(trace: Buffer): Mark[] {
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as { traceEvents: TraceEvent[] };
  return traceEvents
    .filter(({ cat, name }) => cat.includes('user_timing') && /^(?:flames|frame)-/u.test(name))
    .map(({ name, ts, tts, args }) => ({
      name,
      detail: args?.data?.detail ?? '',
      wall: ts / 1000,
      cpu: (tts ?? 0) / 1000,
    }))
    .toSorted((a, b) => a.wall - b.wall);
}

const WALKS: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  async zooming(page) {
    await page.keyboard.down('Control');
    for (let turn = 0; turn < TURNS; turn++) await page.mouse.wheel(0, turn < TURNS / 2 ? -60 : 60);
    await page.keyboard.up('Control');
  },
  async panning(page) {
    await page.keyboard.down('Control');
    for (let turn = 0; turn < 20; turn++) await page.mouse.wheel(0, -60);
    await page.keyboard.up('Control');
    for (let turn = 0; turn < TURNS; turn++) await page.mouse.wheel(turn < TURNS / 2 ? 80 : -80, 0);
  },
  async scrolling(page) {
    // A window so low that not all rows fit.
    await page.setViewportSize({ width: 1600, height: 520 });
    await page.locator('.flame canvas').first().hover();
    await page.keyboard.press('0');
    for (let turn = 0; turn < TURNS; turn++) await page.mouse.wheel(0, turn < TURNS / 2 ? 12 : -12);
  },
};

function at(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return Number((sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1));
}

function median(numbers: readonly number[]): number {
  return at(numbers, 0.5);
}

function say(figure: string, facts: object): void {
  process.stdout.write(
    `${JSON.stringify({ figure: `page ${figure}`, ...facts, load: Number(loadavg()[0]!.toFixed(1)) })}\n`,
  );
}

const executablePath = findBrowser();
if (executablePath !== undefined) await measure(executablePath);
