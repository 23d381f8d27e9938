import { describe, expect, it } from 'vitest';
import { BUILT_IN, type DeployRule } from '../../src/core/deploy/rules/deploy-rule.ts';
import { Failure } from '../../src/core/failure.ts';
import { checkDeploy } from '../../src/pipeline/check-deploy.ts';
import type { Chat } from '../../src/pipeline/ports.ts';
import { fakeDeployWorld, fakeVerdictSink } from '../support/fake-deploy-world.ts';
import { NOON, sampleIncident } from '../support/sample-incident.ts';
import { BEFORE_AND_AFTER, deploy, innocent } from '../support/sample-rollout.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('who is told', () => {
  const AWAY = new Failure('CHAT_UNAVAILABLE', 'gateway timeout', { retryable: true });

  it('only tells again, and thinks nothing anew, when the chat was away', async () => {
    const made = fakeDeployWorld({ blocks: BEFORE_AND_AFTER });
    const key = await made.report(deploy(), NOON + HOUR);
    made.chat.failNext(AWAY);

    await expect(made.run(key)).rejects.toThrow('gateway timeout');
    made.holds([]);
    await made.run(key);
    await made.run(key);

    expect(made.chat.posts()).toHaveLength(1);
    expect(await made.check(key)).toMatchObject({ attempts: 1, told: ['oncall'] });
    expect(made.meter.counted.filter((one) => one === 'deploy regressed')).toHaveLength(1);
  });

  it('tells once, from what was kept, when the process died before anybody was told', async () => {
    const made = fakeDeployWorld({ blocks: BEFORE_AND_AFTER });
    const key = await made.report(deploy(), NOON + HOUR);
    const chats = new Map<string, Chat>([['oncall', { ...made.chat, post: () => new Promise(() => undefined) }]]);
    const dying = new AbortController();
    const running = checkDeploy(key, { ...made.world, chats }, dying.signal);
    while ((await made.check(key))?.state === 'waiting') await new Promise((resolve) => setImmediate(resolve));
    expect(await made.check(key)).toMatchObject({ state: 'checked', told: [] });

    made.holds([]);
    await made.run(key);
    await made.run(key);

    expect(made.chat.posts()).toHaveLength(1);
    expect(made.headline()).toContain('checkout v1.2.1 costs');
    expect(await made.check(key)).toMatchObject({ told: ['oncall'] });
    void running;
  });

  it('does not post what an open incident of the service has told: that its deploy did it', async () => {
    const incident = sampleIncident({ service: 'checkout', state: 'answered', startsAt: NOON + 5 * MINUTE });
    const other = fakeDeployWorld({ blocks: BEFORE_AND_AFTER });
    const kept = await evidenceOf(other, await other.report(deploy(), NOON + HOUR));
    const made = fakeDeployWorld({ blocks: BEFORE_AND_AFTER });
    await made.database.ledger.commit((entry) => entry.saveIncident(incident));
    const named = [deploy({ source: 'profile labels', at: NOON + 10_000 })];
    await made.world.evidence.keep({ ...kept, incidentId: incident.id, deploys: named });
    const key = await made.report(deploy(), NOON + HOUR);

    await made.run(key);

    const check = await made.check(key);
    expect(check).toMatchObject({ outcome: 'regressed', told: [] });
    expect(check?.note).toMatch(/ The incident of 14:14 UTC names it\.$/);
    expect(made.chat.posts()).toHaveLength(0);
  });

  it('posts all the same where the incident that is open names another deploy', async () => {
    const incident = sampleIncident({ service: 'checkout', state: 'answered', startsAt: NOON + 5 * MINUTE });
    const made = fakeDeployWorld({ blocks: BEFORE_AND_AFTER });
    await made.database.ledger.commit((entry) => entry.saveIncident(incident));
    const key = await made.report(deploy(), NOON + HOUR);

    await made.run(key);

    expect(made.chat.posts()).toHaveLength(1);
    expect(made.headline()).not.toContain('nothing burns');
  });

  it('says once what two sources told: the second one takes over what the first came to, for its sinks', async () => {
    const made = fakeDeployWorld({ blocks: BEFORE_AND_AFTER });
    const first = await made.report(deploy({ source: 'profile labels', id: 'label' }), NOON + 3 * MINUTE);
    const commit = '8584fa203ff686909b7d64e2cdffbcdc417227c1';
    const second = await made.report(deploy({ toVersion: '1.2.1', commit, at: NOON + 30_000 }), NOON + 4 * MINUTE);

    await made.runUntil(NOON + HOUR);

    expect(made.chat.posts()).toHaveLength(1);
    expect(await made.check(first)).toMatchObject({ outcome: 'regressed', told: ['oncall'], evidenceId: first });
    expect(await made.check(second)).toMatchObject({ outcome: 'regressed', told: [], evidenceId: first });
    expect((await made.check(second))?.note).toMatch(/^As profile labels told of the same deploy before: Compared/);
    expect(made.told.map(({ row }) => row.key)).toEqual([first, second]);
    const [post] = made.lines();
    expect(post?.join('\n')).toContain('commit 8584fa203ff6');
  });

  it('says once what a sender and labels told, when they call the version differently', async () => {
    const made = fakeDeployWorld({ blocks: BEFORE_AND_AFTER });
    const main = { toVersion: 'main', commit: '8584fa203ff686909b7d64e2cdffbcdc417227c1' };
    const sent = await made.report(deploy({ ...main, id: 'main' }), NOON + MINUTE);
    const label = { source: 'profile labels', id: 'label', at: NOON + 20_000 } as const;
    const seen = await made.report(deploy(label), NOON + 4 * MINUTE);

    await made.runUntil(NOON + HOUR);

    expect(made.chat.posts()).toHaveLength(1);
    expect(await made.check(sent)).toMatchObject({ state: 'checked', outcome: 'regressed', told: ['oncall'] });
    expect(await made.check(seen)).toMatchObject({ state: 'checked', outcome: 'regressed', told: [] });
  });

  it('tells channels of a broken rule, unless the rule says that only pages are to show it', async () => {
    const { newInTop: _top, ...whatever } = BUILT_IN;
    const rule: DeployRule = { ...whatever, name: 'no taxes', of: 'total', over: 0.0001 };
    const loud = fakeDeployWorld({ blocks: innocent(), deployRules: [rule] });
    const quiet = fakeDeployWorld({ blocks: innocent(), deployRules: [{ ...rule, tell: false }] });

    const keys = [await loud.report(deploy(), NOON + HOUR), await quiet.report(deploy(), NOON + HOUR)];
    await loud.run(keys[0]!);
    await quiet.run(keys[1]!);

    expect(await loud.check(keys[0]!)).toMatchObject({ outcome: 'regressed', told: ['oncall'] });
    expect(loud.headline()).toMatch(/^🐢 checkout v1\.2\.1 breaks rule no taxes since its deploy at 14:09 UTC/);
    expect(await quiet.check(keys[1]!)).toMatchObject({ outcome: 'regressed', told: [] });
    expect(quiet.chat.posts()).toHaveLength(0);
  });

  it('tells nobody where the configuration says never, and still keeps the verdict', async () => {
    const checks = { warmUp: 2 * MINUTE, giveUpAfter: HOUR, tell: 'never' } as const;
    const made = fakeDeployWorld({ blocks: BEFORE_AND_AFTER, checks });
    const key = await made.report(deploy(), NOON + HOUR);

    await made.run(key);

    expect(await made.check(key)).toMatchObject({ outcome: 'regressed', told: [] });
    expect(made.chat.posts()).toHaveLength(0);
  });

  it('goes on when a sink fails', async () => {
    const broken = fakeVerdictSink('github', new Failure('GIT_UNAVAILABLE', 'rate limited', { retryable: true }));
    const good = fakeVerdictSink('webhook');
    const made = fakeDeployWorld({ blocks: BEFORE_AND_AFTER, sinks: [broken.sink, good.sink] });
    const key = await made.report(deploy(), NOON + HOUR);

    await made.run(key);

    expect(good.told.map(({ check }) => check.outcome)).toEqual(['regressed']);
    expect(made.chat.posts()).toHaveLength(1);
    expect(made.meter.counted).toContain('failure GIT_UNAVAILABLE');
  });
});

async function evidenceOf(made: ReturnType<typeof fakeDeployWorld>, key: string) {
  await made.run(key);
  return (await made.world.evidence.find(key))!;
}
