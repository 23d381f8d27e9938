import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/core/failure.ts';
import { demoBlocks } from '../support/demo-blocks.ts';
import { fakeDeployWorld } from '../support/fake-deploy-world.ts';
import { fakeMetrics } from '../support/fake-metrics.ts';
import { fakeProfileStore } from '../support/fake-profile-store.ts';
import { NOON } from '../support/sample-incident.ts';
import { BEFORE_AND_AFTER, deploy, innocent } from '../support/sample-rollout.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('look at a deploy', () => {
  it('posts a sure regression to the channel of the service, with the function, the deploy and the evidence', async () => {
    const made = fakeDeployWorld({ blocks: BEFORE_AND_AFTER });
    const key = await made.report(
      deploy({ url: 'https://ci.example/run/7', commit: '8584fa203ff686909b7d64e2cdffbcdc417227c1' }),
    );

    await made.runUntil(NOON + HOUR);

    expect(await made.check(key)).toMatchObject({
      state: 'checked',
      outcome: 'regressed',
      comparison: 'before and after',
      verdict: { kind: 'code', confidence: 'sure' },
      told: ['oncall'],
      evidenceId: key,
    });
    expect(made.chat.posts()).toHaveLength(1);
    expect(made.headline()).toMatch(
      /^🐢 checkout v1\.2\.1 costs \d+ % more CPU per pod since its deploy at 14:09 UTC \(nothing burns\)$/,
    );
    const [lines] = made.lines();
    expect(lines?.[0]).toContain('pricing');
    expect(lines).toContainEqual('Deployed v1.2.0 → v1.2.1 at 14:09 UTC, commit 8584fa203ff6 (told by github).');
    expect(made.chat.posts()[0]?.report.links).toEqual([
      { label: 'Open the evidence', url: `https://burn.example/incidents/${key}?signed` },
      { label: 'The deploy', url: 'https://ci.example/run/7' },
    ]);
    expect(made.chat.posts()[0]?.picture).toBeDefined();
  });

  it('keeps evidence that the pages of incidents can show: subject, windows, pictures, flame graphs and source profiles', async () => {
    const made = fakeDeployWorld({ blocks: BEFORE_AND_AFTER });
    const key = await made.report(deploy());
    await made.runUntil(NOON + HOUR);

    const evidence = await made.world.evidence.find(key);
    const subject = await made.world.checkedSubjects.subject(key);

    expect(subject).toMatchObject({ id: key, cause: 'deploy', service: 'checkout', slo: 'deploy v1.2.0 → v1.2.1' });
    expect(evidence?.files.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['chat.png', 'phone.png', 'flames.bin.gz']),
    );
    expect(evidence?.files.filter(({ profile }) => profile !== undefined)).toHaveLength(24);
    expect(evidence?.onset).toMatchObject({ at: NOON, method: 'deploy' });
    expect(evidence?.windows.comparison.from).toBe(NOON + 2 * MINUTE);
    expect(evidence?.windows.baseline.to).toBe(NOON - 2 * MINUTE);
  });

  it('does not post about a deploy that changed nothing, but says so on its row and to the sinks', async () => {
    const made = fakeDeployWorld({ blocks: innocent() });
    const key = await made.report(deploy());

    await made.runUntil(NOON + HOUR);

    expect(await made.check(key)).toMatchObject({ state: 'checked', outcome: 'unchanged', told: [] });
    expect(made.chat.posts()).toHaveLength(0);
    expect(made.told.map(({ check, page }) => [check.outcome, page])).toEqual([
      ['unchanged', `https://burn.example/incidents/${key}?signed`],
    ]);
    expect(made.meter.counted).toContain('deploy unchanged');
  });

  it('calls a fall of the cost an improvement where the requests are known, and wakes nobody', async () => {
    const swapped = demoBlocks('checkout', { baseline: NOON + 3 * MINUTE, comparison: NOON - 6 * MINUTE });
    const back = deploy({ fromVersion: 'v1.2.1', toVersion: 'v1.2.0', kind: 'rollback' });
    const query = 'sum(rate(http_requests_total{job="checkout"}[2m]))';
    const metrics = fakeMetrics({ [query]: [{ labels: {}, points: [{ at: NOON, number: 2400 }] }] });
    const config =
      'defaults: { profiles: [cpu], traffic: \'sum(rate(http_requests_total{job="{{ $service }}"}[2m]))\' }';
    const unknown = fakeDeployWorld({ blocks: swapped });
    const known = fakeDeployWorld({ blocks: swapped, config, metricsFor: () => metrics });

    const keys = [await unknown.report(back, NOON + HOUR), await known.report(back, NOON + HOUR)];
    await unknown.run(keys[0]!);
    await known.run(keys[1]!);

    // Without the requests nobody knows whether it cost less or had less to do.
    expect(await unknown.check(keys[0]!)).toMatchObject({ outcome: 'unchanged', told: [] });
    expect(await known.check(keys[1]!)).toMatchObject({ outcome: 'improved', told: [] });
    const evidence = await known.world.evidence.find(keys[1]!);
    expect(evidence?.report.headline).toMatch(
      /^🐇 checkout v1\.2\.0 costs \d+ % less CPU per request since its rollback at /,
    );
    expect(known.chat.posts()).toHaveLength(0);
  });
});

describe('when it looks', () => {
  it('waits until the warm-up and the shortest window are over, and says so', async () => {
    const made = fakeDeployWorld({ blocks: BEFORE_AND_AFTER });
    const key = await made.report(deploy(), NOON + MINUTE);

    await made.run(key);

    expect(await made.check(key)).toMatchObject({
      state: 'waiting',
      attempts: 0,
      note: 'Waits for 5 min of v1.2.1 after a warm-up of 2 min.',
      dueAt: NOON + 8 * MINUTE,
    });
    expect(made.jobs.get(key)).toBe(NOON + 8 * MINUTE);
    expect(made.refreshed).toEqual(['checkout']);
  });

  it('says at once what a deploy did that was told an hour late', async () => {
    const made = fakeDeployWorld({ blocks: BEFORE_AND_AFTER });
    const key = await made.report(deploy(), NOON + HOUR);

    await made.run(key);

    expect(await made.check(key)).toMatchObject({ state: 'checked', outcome: 'regressed', attempts: 1 });
  });

  it('waits with growing pauses while profiles are missing, then says what was missing', async () => {
    const made = fakeDeployWorld({ blocks: BEFORE_AND_AFTER.filter(({ interval }) => interval.from < NOON) });
    const key = await made.report(deploy());
    const times: number[] = [];

    for (let due = made.jobs.get(key); due !== undefined; due = made.jobs.get(key)) {
      times.push((due - NOON) / MINUTE);
      await made.run(key, due);
    }

    const pauses = times.slice(2).map((time, index) => time - times[index + 1]!);
    expect(pauses.slice(0, 3)).toEqual([2, 4, 8]);
    expect(Math.max(...pauses)).toBe(30);
    expect(times.length).toBeLessThan(25);
    expect(await made.check(key)).toMatchObject({
      state: 'given up',
      note: expect.stringMatching(/^Given up after 3\d\d min\. No profiles of both sides yet\.$/),
      told: [],
    });
    expect(made.told.map(({ check }) => check.state)).toEqual(['given up']);
    expect(made.meter.counted).toContain('deploy given up');
  });

  it('takes profiles that come late', async () => {
    const made = fakeDeployWorld({ blocks: BEFORE_AND_AFTER.filter(({ interval }) => interval.from < NOON) });
    const key = await made.report(deploy());
    await made.runUntil(NOON + 11 * MINUTE);
    expect(await made.check(key)).toMatchObject({ state: 'waiting', attempts: 2 });

    made.holds(BEFORE_AND_AFTER);
    await made.runUntil(NOON + HOUR);

    expect(await made.check(key)).toMatchObject({ state: 'checked', outcome: 'regressed' });
  });

  it('waits while a store does not answer', async () => {
    const made = fakeDeployWorld();
    const down = new Failure('PROFILE_STORE_UNAVAILABLE', 'connection refused', { retryable: true });
    made.holds(fakeProfileStore([], { name: 'main', failure: down }));
    const key = await made.report(deploy());
    await made.runUntil(NOON + 9 * MINUTE);
    expect(await made.check(key)).toMatchObject({ state: 'waiting', note: 'Store main: connection refused.' });

    made.holds(BEFORE_AND_AFTER);
    await made.runUntil(NOON + HOUR);

    expect(await made.check(key)).toMatchObject({ outcome: 'regressed' });
  });

  it('gives up at once on a rollout that failed, and on a version that was replaced before it was warm', async () => {
    const made = fakeDeployWorld({ blocks: [] });
    const failed = await made.report(deploy({ status: 'failed', id: 'failed', at: NOON - 6 * HOUR }));
    const short = await made.report(deploy());
    await made.records.record(
      [deploy({ id: '2', fromVersion: 'v1.2.1', toVersion: 'v1.2.2', at: NOON + 50_000 })],
      () => false,
    );

    await made.run(failed, NOON + HOUR);
    await made.run(short, NOON + HOUR);

    expect(await made.check(failed)).toMatchObject({ state: 'given up', note: 'The rollout failed.' });
    expect(await made.check(short)).toMatchObject({
      state: 'given up',
      note: 'v1.2.2 followed at 14:09 UTC, too soon to compare v1.2.1 alone.',
    });
  });
});

describe('two versions in the same minutes', () => {
  /** As a canary: four pods of each, every half minute, since the deploy. */
  const canary = (minutes: number) =>
    Array.from({ length: minutes }, (_, minute) => {
      const at = NOON + minute * MINUTE;
      return demoBlocks('checkout', { baseline: at, comparison: at }).filter(
        (_block, index) => index % 4 === minute % 4,
      );
    }).flat();

  it('compares old pods with new ones, without any baseline in time', async () => {
    const made = fakeDeployWorld({ blocks: canary(12) });
    const key = await made.report(deploy({ status: 'running' }));

    await made.runUntil(NOON + 20 * MINUTE);

    const check = await made.check(key);
    expect(check).toMatchObject({ outcome: 'regressed', comparison: 'old and new pods' });
    expect(check?.note).toMatch(/^Compared new pods with old ones in the same minutes: \d+ min from 14:\d\d UTC/);
    expect(made.headline()).toMatch(
      /^🐢 checkout v1\.2\.1 costs \d+ % more CPU per pod beside v1\.2\.0, deployed at 14:09 UTC/,
    );
    const evidence = await made.world.evidence.find(key);
    const pods = (side: string) =>
      new Set(evidence?.files.flatMap(({ profile }) => (profile?.side === side ? [profile.pod] : [])));
    expect([...pods('baseline')].every((pod) => pod.startsWith('shop-f36130'))).toBe(true);
    expect([...pods('comparison')].every((pod) => pod.startsWith('shop-a88e16'))).toBe(true);
  });

  it('does not compare a rollout that is still running where no label tells its pods', async () => {
    const blocks = canary(12).map(({ labels: { version: _unknown, ...labels }, ...block }) => ({ ...block, labels }));
    const made = fakeDeployWorld({ blocks });
    const key = await made.report(deploy({ status: 'running' }));

    await made.runUntil(NOON + 9 * MINUTE);

    expect(await made.check(key)).toMatchObject({
      state: 'waiting',
      note: 'The rollout is still running, and no version label tells its pods from the others.',
    });
  });
});
