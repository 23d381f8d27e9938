import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/core/failure.ts';
import { investigate } from '../../src/pipeline/investigate.ts';
import { refine } from '../../src/pipeline/refine.ts';
import type { Chat } from '../../src/pipeline/ports.ts';
import { ALL, answered, AWAY, BASELINE, BLOCKS, DOWN, DUE, lines, signal } from '../support/answered-incident.ts';
import { fakeChat } from '../support/fake-chat.ts';
import { fakeProfileStore } from '../support/fake-profile-store.ts';
import { fakeWorld } from '../support/fake-world.ts';
import { NOON, sampleAlert, sampleIncident } from '../support/sample-incident.ts';

const MINUTE = 60_000;

describe('the first answer', () => {
  it('announces the second look, and leaves a job for when the window is full', async () => {
    const { post, job, saved, kept } = await answered();

    expect(lines(post()?.report).at(-1)).toBe('Will be refined at 14:40 UTC, when 30 min of the burn are recorded.');
    expect(job()).toMatchObject({ notBefore: DUE, state: 'waiting' });
    expect(await saved()).toMatchObject({ state: 'answered', refineAt: DUE });
    expect(await kept()).toMatchObject({ round: 'first', refineAt: DUE });
  });

  it('needs no second look when its window was full, or the burn over', async () => {
    const startsAt = NOON - 40 * MINUTE;
    const long = sampleIncident({ service: 'checkout', startsAt, alerts: [sampleAlert({ startsAt })] });
    const over = sampleIncident({ service: 'checkout', endedAt: NOON + MINUTE });

    for (const incident of [long, over]) {
      const { job, kept, post } = await answered({ incident });
      expect(job()).toBeUndefined();
      expect((await kept()).refineAt).toBeUndefined();
      expect(lines(post()?.report).join('\n')).not.toContain('Will be refined');
    }
  });

  it('brings the second look forward when the burn ends before the answer is posted', async () => {
    const incident = sampleIncident({ service: 'checkout' });
    const ending: Chat = {
      ...fakeChat('oncall'),
      post: async () => {
        await database.ledger.commit((entry) => entry.saveIncident({ ...incident, endedAt: NOON + MINUTE }));
        return 'ref';
      },
      edit: async (ref) => ref,
    };
    const made = fakeWorld({ stores: [fakeProfileStore(BLOCKS)], chats: new Map([['oncall', ending]]) });
    const { database, world } = made;
    await database.ledger.commit((entry) => entry.saveIncident(incident));

    await investigate(incident.id, world, signal());

    expect(database.state.jobs.find((job) => job.round === 'refined')).toMatchObject({ notBefore: NOON + 2 * MINUTE });
  });
});

it('tells those who joined while the answer was on its way', async () => {
  const incident = sampleIncident({ service: 'checkout' });
  const team = fakeChat('team-b');
  const oncall = fakeChat('oncall');
  const joining: Chat = {
    ...oncall,
    post: async (...said) => {
      const plan = { ...incident.plan, channels: ['oncall', 'team-b'] };
      await database.ledger.commit((entry) => entry.saveIncident({ ...incident, plan }));
      return oncall.post(...said);
    },
  };
  const chats = new Map([
    ['oncall', joining],
    ['team-b', team],
  ]);
  const { database, world } = fakeWorld({ stores: [fakeProfileStore(BLOCKS)], chats });
  await database.ledger.commit((entry) => entry.saveIncident(incident));
  await investigate(incident.id, world, signal());
  expect(database.state.jobs).toMatchObject([{ round: 'first' }, { round: 'refined' }]);
  expect(team.posts()).toEqual([]);

  await investigate(incident.id, world, signal());

  expect(oncall.posts()).toHaveLength(1);
  expect(team.posts()).toMatchObject([{ report: oncall.posts()[0]?.report }]);
});

describe('refine', () => {
  it('confirms the same answer by one line, with a new picture, in the same post', async () => {
    const { post, chat, kept, refineWith, meter } = await answered();
    const before = post()!;

    await refineWith(ALL);

    expect(chat.posts()).toHaveLength(1);
    expect(lines(post()?.report).at(-1)).toMatch(/^Confirmed with the full window \(30 min\)/);
    expect(lines(post()?.report).join('\n')).not.toContain('Will be refined');
    expect(post()?.edits).toBe(before.edits + 1);
    expect(post()?.picture?.picture.png).not.toEqual(before.picture?.picture.png);
    const { refinement, windows, files } = await kept();
    expect(refinement).toMatchObject({
      outcome: 'confirmed',
      first: { answeredAt: NOON + 2 * MINUTE, verdict: { kind: 'code' }, comparison: { to: NOON + 2 * MINUTE } },
    });
    expect(windows.comparison).toEqual({ from: NOON, to: NOON + 30 * MINUTE });
    expect(files.map((file) => file.name)).toEqual(expect.arrayContaining(['chat.png', 'first-answer.png']));
    expect(meter.counted).toContain('refinement confirmed');
  });

  it('says first that the answer changed, and what it had been', async () => {
    const { problem, post, kept, refineWith, meter } = await answered({ first: BASELINE });
    expect(problem).toBeUndefined();
    expect(lines(post()?.report)[0]).toContain('Not enough data');

    await refineWith(ALL);

    expect(lines(post()?.report)[0]).toMatch(/^Changed with the full window \(30 min\): .*pricing\.lineTax/);
    expect(lines(post()?.report)[1]).toMatch(/^The first answer, at 14:11 UTC, was: “Not enough data/);
    expect((await kept()).refinement?.outcome).toBe('changed');
    expect(meter.counted).toContain('refinement changed');
  });

  it.each([
    ['the store is down', fakeProfileStore([], { name: 'main', failure: DOWN }), 'Store main: connection refused'],
    ['the profiles are gone', fakeProfileStore([], { name: 'main' }), 'No cpu profiles in the'],
  ])('leaves the first answer as it was, with a word, when %s', async (_why, store, said) => {
    const { post, kept, refineWith, meter } = await answered();
    const before = { post: post()!, kept: await kept() };

    await refineWith(store);

    const [last, ...rest] = lines(post()?.report).reverse();
    expect(rest.reverse()).toEqual(lines(before.post.report).slice(0, -1));
    expect(last).toContain(said);
    expect(last).toContain('the answer of 14:11 UTC stands');
    expect(post()?.picture).toEqual(before.post.picture);
    expect(await kept()).toMatchObject({ round: 'refined', analysis: before.kept.analysis, files: before.kept.files });
    expect(meter.counted).toContain('refinement failed');
  });

  it('leaves the first answer as it was when the second cannot be kept', async () => {
    const { world } = fakeWorld();
    let full = false;
    const blobs = {
      get: (hash: string) => world.blobs.get(hash),
      put: (bytes: Uint8Array) =>
        full ? Promise.reject(new Failure('DISK_FULL', 'no room', { retryable: true })) : world.blobs.put(bytes),
    };
    const { kept, refineWith, post } = await answered({ blobs });
    full = true;

    await refineWith(ALL);

    expect((await kept()).refinement).toMatchObject({ outcome: 'failed' });
    expect(lines(post()?.report).at(-1)).toContain('no room');
  });

  it('says the same again, without thinking anew, when the chat was away', async () => {
    const { chat, post, refineWith, meter } = await answered();
    chat.failNext(AWAY, 'afterwards');
    await expect(refineWith(ALL)).rejects.toBe(AWAY);

    await refineWith([]);

    expect(chat.posts()).toHaveLength(1);
    expect(lines(post()?.report).at(-1)).toMatch(/^Confirmed/);
    expect(meter.counted.filter((line) => line.startsWith('refinement'))).toEqual(['refinement confirmed']);
  });

  it('names the whole burn when it ended before the window was full', async () => {
    const { database, incident, post, saved, refineWith } = await answered();
    const ended = { ...(await saved()), endedAt: NOON + 20 * MINUTE };
    await database.ledger.commit((entry) => entry.saveIncident(ended));

    await refineWith(ALL, NOON + 22 * MINUTE);

    expect(lines(post()?.report).at(-1)).toContain('Confirmed with the whole burn (20 min)');
    expect(incident.id).toBe(ended.id);
  });

  it('uses the plan of a faster tier that joined after the answer, and tells its channel too', async () => {
    const { world } = fakeWorld();
    const pages = fakeChat('pages');
    const chats = new Map<string, Chat>([...world.chats, ['pages', pages]]);
    const { chat, database, saved, refineWith } = await answered({ chats });
    const current = await saved();
    const plan = { ...current.plan, slo: 'requests-availability', channels: ['oncall', 'pages'] };
    const led = { ...current, plan, slo: 'requests-availability', also: ['latency'], alerts: [sampleAlert()] };
    await database.ledger.commit((entry) => entry.saveIncident(led));

    await refineWith(ALL);

    expect(chat.posts()).toHaveLength(0);
    expect(pages.posts()[0]?.report.headline).toContain('requests-availability');
    expect(pages.posts()[0]?.report.headline).toContain('also: latency');
  });

  it('says in the log that there is nothing to refine when nothing was kept', async () => {
    const { world, database, log } = fakeWorld();
    const incident = sampleIncident();
    await database.ledger.commit((entry) => entry.saveIncident(incident));

    await refine(incident.id, world, signal());

    expect(log.lines).toMatchObject([{ level: 'warn', message: expect.stringContaining('nothing to refine') }]);
  });
});
