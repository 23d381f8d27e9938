import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/core/failure.ts';
import { giveUp } from '../../src/pipeline/give-up.ts';
import { investigate } from '../../src/pipeline/investigate.ts';
import type { Chat } from '../../src/pipeline/ports.ts';
import type { Report } from '../../src/core/report/report.ts';
import type { World } from '../../src/pipeline/world.ts';
import { demoBlocks } from '../support/demo-blocks.ts';
import { fakeChat } from '../support/fake-chat.ts';
import { fakeRepositories } from '../support/fake-repositories.ts';
import { fakeMetrics } from '../support/fake-metrics.ts';
import { fakeProfileStore } from '../support/fake-profile-store.ts';
import { fakeWorld } from '../support/fake-world.ts';
import { NOON, sampleAlert, sampleIncident } from '../support/sample-incident.ts';

const MINUTE = 60_000;
const REFUSED = new Failure('CHAT_REJECTED', 'invalid_auth', { retryable: false });
/** Without metrics: the comparison begins with the alert, the baseline is five minutes that end seven before it. */
const BEGINS = { comparison: NOON + 10_000, baseline: NOON - 10 * MINUTE };
const signal = () => new AbortController().signal;

function textOf(report: Report | undefined): string {
  return [report?.headline, ...(report?.lines ?? []).map((line) => line.map((span) => span.text).join(''))].join('\n');
}

async function investigated(changes: Partial<World>, incident = sampleIncident({ service: 'checkout' })) {
  const made = fakeWorld(changes);
  const { world, database, chat } = made;
  await database.ledger.commit((entry) => entry.saveIncident(incident));
  const run = () => investigate(incident.id, world, signal());
  const problem = await run().catch((error: unknown) => error);
  const posted = () => chat.posts()[0];
  const state = async () => (await database.incidents.get(incident.id))?.state;
  return { ...made, incident, run, problem, posted, state, text: () => textOf(posted()?.report) };
}

describe('investigate', () => {
  const blocks = demoBlocks('checkout', BEGINS);
  const stores = [fakeProfileStore(blocks)];

  it('names the planted function first, with picture, evidence and an answered incident', async () => {
    const { posted, text, database, incident, state } = await investigated({ stores });

    expect(text()).toContain('pricing.lineTax');
    expect(posted()).toMatchObject({ edits: 1, picture: { picture: { size: 'chat' } } });
    const kept = await database.evidence.find(incident.id);
    expect(kept?.analysis?.movers[0]?.function).toContain('pricing.lineTax');
    expect(kept?.files.map((file) => file.name)).toEqual(expect.arrayContaining(['chat.png', 'phone.png']));
    expect(kept?.files).toHaveLength(3 + blocks.filter((block) => block.kind !== 'mutex').length);
    expect(await state()).toBe('answered');
  });

  it('posts once however often the job runs', async () => {
    const { run, chat } = await investigated({ stores });

    await run();
    await run();

    expect(chat.posts()).toHaveLength(1);
    expect(chat.posts()[0]?.edits).toBe(1);
  });

  it('says which window has no profiles, and still posts', async () => {
    const half = fakeProfileStore(blocks.filter((block) => block.interval.from === BEGINS.comparison));

    const { text, state } = await investigated({ stores: [half] });

    expect(text()).toContain('No cpu profiles in the baseline window');
    expect(await state()).toBe('answered');
  });

  it('says and counts that the store is down, and still posts', async () => {
    const failure = new Failure('PROFILE_STORE_UNAVAILABLE', 'connection refused', { retryable: true });

    const { text, meter } = await investigated({ stores: [fakeProfileStore([], { name: 'main', failure })] });

    expect(text()).toContain('Store main: connection refused');
    expect(meter.counted).toContain('failure PROFILE_STORE_UNAVAILABLE');
  });

  it('answers from the profiles that can be read when one is broken, and says so', async () => {
    const broken = blocks.map((block, i) =>
      i === 0 ? { ...block, bytes: new Uint8Array([0x1f, 0x8b, 8, 0]) } : block,
    );

    const { text } = await investigated({ stores: [fakeProfileStore(broken)] });

    expect(text()).toContain('pricing.lineTax');
    expect(text()).toContain('was left out');
  });

  it('leaves a step that takes too long behind, and says so', async () => {
    const slow = { name: 'slow', fetch: () => new Promise<never>(() => undefined) };

    const { text, meter } = await investigated({ stores: [slow], deadlineMs: 600 });

    expect(text()).toContain('Step "profiles" failed: took longer than its');
    expect(meter.counted).toContain('stage profiles timeout');
  });

  it('falls back to the alert alone when Prometheus is down', async () => {
    const alert = sampleAlert();
    const pair = {
      longSeconds: 3600,
      shortSeconds: 300,
      factor: 14.4,
      budget: 0.001,
      shortRatio: '!',
      longRatio: '!',
      condition: '!',
    };
    const plain = sampleIncident({ service: 'checkout', alerts: [alert] });
    const incident = { ...plain, plan: { ...plain.plan, burn: [pair] } };
    const down = fakeMetrics({});
    // The short window burns, and what did not trip the alert lies before the long one.
    const begins = { comparison: NOON - 4 * MINUTE, baseline: NOON - 66 * MINUTE };
    const around = [fakeProfileStore(demoBlocks('checkout', begins))];

    const { text } = await investigated({ stores: around, metricsFor: () => down }, incident);

    expect(text()).toContain('pricing.lineTax');
    expect(text()).toContain('Prometheus could not tell when the burn began');
  });

  it('posts the text when nothing can be kept, and says that the disk is full', async () => {
    const full = new Failure('DISK_FULL', 'no room in /var/lib/burnscope', { retryable: true });
    const blobs = { put: () => Promise.reject(full), get: () => Promise.resolve(undefined) };

    const { text, posted } = await investigated({ stores, blobs });

    expect(text()).toContain('pricing.lineTax');
    expect(text()).toContain('no room in /var/lib/burnscope');
    expect(posted()?.picture).toBeUndefined();
  });

  it('retries a chat that is down with the same answer, and looks for what may have been sent', async () => {
    const chat = fakeChat('oncall');
    chat.failNext(new Failure('CHAT_UNAVAILABLE', 'gateway timeout', { retryable: true }), 'afterwards');

    const { problem, run, state } = await investigated({ stores, chats: new Map([['oncall', chat]]) });
    expect(problem).toMatchObject({ code: 'CHAT_UNAVAILABLE' });
    expect(await state()).toBe('investigating');
    await run();

    expect(chat.posts()).toHaveLength(1);
    expect(await state()).toBe('answered');
  });

  it('tells the inbox when a chat stays away for good, and marks the incident', async () => {
    const away = { name: 'oncall', post: () => Promise.reject(REFUSED), edit: () => Promise.reject(REFUSED) };
    const inbox = fakeChat('inbox');
    const chats = new Map<string, Chat>([
      ['oncall', away],
      ['inbox', inbox],
    ]);
    const { problem, world, incident, database } = await investigated({ stores, chats });
    expect(problem).toBe(REFUSED);

    await giveUp(incident.id, REFUSED.message, world);

    expect(textOf(inbox.posts()[0]?.report)).toContain('pricing.lineTax');
    expect(await database.incidents.get(incident.id)).toMatchObject({ state: 'failed', problem: 'invalid_auth' });
  });

  it('posts the text when the picture fails, and edits it in at the retry', async () => {
    const { problem, run, posted } = await investigatedWithFailingPicture();

    expect(problem).toMatchObject({ code: 'CHAT_RATE_LIMITED' });
    expect(posted()?.picture).toBeUndefined();
    await run();

    expect(posted()?.picture).toBeDefined();
  });

  async function investigatedWithFailingPicture() {
    const chat = fakeChat('oncall');
    const limited = new Failure('CHAT_RATE_LIMITED', 'slow down', { retryable: true });
    const first = { ...chat, edit: async () => Promise.reject(limited) };
    let picked = 0;
    const chats = { get: () => (picked++ === 0 ? first : chat) } as unknown as World['chats'];
    const made = await investigated({ stores, chats });
    return { ...made, posted: () => chat.posts()[0] };
  }

  it('names the commit of the deploy that the version labels prove', async () => {
    const quote = (tax: string) => `package pricing\n\nfunc lineTax(cents int64) int64 {\n\t${tax}\n}\n`;
    const at = (files: Readonly<Record<string, string>>, subject: string) => ({
      subject,
      author: 'Mira',
      at: NOON,
      files,
    });
    const repositories = fakeRepositories({
      service: 'checkout',
      commits: [
        at({ 'pricing/quote.go': quote('return cents / 5') }, 'pricing: the first'),
        at(
          { 'pricing/quote.go': quote('for _, band := range bands { cents += band.of(cents) }') },
          'pricing: tax bands',
        ),
        at({ 'README.md': 'more words\n' }, 'readme'),
      ],
      tags: { 'v1.2.0': 0, 'v1.2.1': 2 },
    });
    const { database, incident, text } = await investigated({ stores, repositories });

    expect(text()).toContain('“pricing: tax bands” by Mira, v1.2.1');
    const kept = await database.evidence.find(incident.id);
    expect(kept?.report.links).toContainEqual({
      label: 'Commits',
      url: expect.stringMatching(/\/compare\/\w+\.\.\.\w+$/),
    });
    expect(kept?.analysis?.verdict.culprits).toMatchObject([
      { subject: 'pricing: tax bands', evidence: 'changed-lines', why: 'adds a loop to pricing.lineTax' },
    ]);
  });

  it('stops with its signal and leaves the incident to the retry', async () => {
    const { world, database } = fakeWorld({ stores });
    const incident = sampleIncident({ service: 'checkout' });
    await database.ledger.commit((entry) => entry.saveIncident(incident));

    await expect(investigate(incident.id, world, AbortSignal.abort())).rejects.toThrow(/./);

    expect(await database.evidence.find(incident.id)).toBeUndefined();
  });
});
