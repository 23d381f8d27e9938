import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/adapters/database/connect-database.ts';
import type { ReportedDeploy } from '../../src/core/deploy/deploy.ts';
import type { DeployRow } from '../../src/pipeline/deploy-ports.ts';
import { sampleCheck, sampleDeploy } from '../support/sample-deploy.ts';
import { HOSTILE_TEXTS, NOON, sampleIncident } from '../support/sample-incident.ts';
import { sampleEvidence } from './evidence-store.ts';

const MINUTE = 60_000;
const FAR = 4_000_000_000_000;

const isSuccess = ({ status = 'success' }: ReportedDeploy) => status === 'success';
const never = () => false;

export function describeDeployRecords(name: string, open: () => Database): void {
  describe(`deploy records: ${name}`, () => {
    const records = () => open().deployRecords;

    async function recorded(
      changes: Partial<ReportedDeploy> = {},
      wants: (deploy: ReportedDeploy) => boolean = never,
    ): Promise<DeployRow> {
      const deploy = sampleDeploy(changes);
      const [key] = await records().record([deploy], wants);
      return (await records().get(key!))!;
    }

    describe('recording', () => {
      it('keeps every fact of a deploy', async () => {
        const deploy: ReportedDeploy = {
          ...sampleDeploy(),
          kind: 'rollback',
          fromVersion: 'v1.5.0',
          startedAt: NOON - MINUTE,
          status: 'success',
          environment: 'production',
          fromCommit: 'a'.repeat(40),
          commit: 'b'.repeat(40),
          repository: 'https://github.com/acme/shop',
          image: 'ghcr.io/acme/shop:v1.4.2',
          fromImage: 'ghcr.io/acme/shop:v1.5.0',
          actor: 'ana',
          url: 'https://ci.example/9',
        };

        const [key] = await records().record([deploy], never);

        expect(key).toMatch(/^d[0-9a-f]{20}$/);
        expect(await records().get(key!)).toEqual({ key, deploy, seenAt: expect.any(Number) });
        expect(await records().get('d0')).toBeUndefined();
      });

      it('keeps a deploy once, and names only those that were not there', async () => {
        const [one, other] = [sampleDeploy(), sampleDeploy()];
        const [first] = await records().record([one], never);

        const added = await records().record([one, other, other], never);

        expect(added).toHaveLength(1);
        expect(added).not.toContain(first);
        expect(await records().list({ service: one.service, limit: 5 })).toHaveLength(1);
      });

      it('tells the same id of two sources apart', async () => {
        const deploy = sampleDeploy();

        expect(await records().record([deploy, { ...deploy, source: 'github' }], never)).toHaveLength(2);
      });

      it('completes a rollout that ended with what is told later', async () => {
        const running = await recorded({ status: 'running', actor: 'ana', at: NOON });
        const { fromVersion: _, ...told } = { ...running.deploy, status: 'success', at: NOON + MINUTE } as const;

        expect(await records().record([{ ...told, commit: 'c'.repeat(40) }], never)).toEqual([]);

        expect((await records().get(running.key))!.deploy).toEqual({
          ...told,
          fromVersion: 'v1.4.2',
          startedAt: NOON,
          commit: 'c'.repeat(40),
        });
      });

      it('finds a completed deploy by what it became', async () => {
        const { deploy } = await recorded({ status: 'running' });
        const service = `renamed-${deploy.service}`;

        await records().record([{ ...deploy, service, kind: 'rollback', status: 'success', at: NOON + MINUTE }], never);

        expect(await records().list({ service, kind: 'rollback', limit: 5 })).toHaveLength(1);
        expect(await records().list({ service: deploy.service, limit: 5 })).toEqual([]);
      });

      it('keeps a thousand that are told at once, in any order, by several at the same time', async () => {
        const { service } = sampleDeploy();
        const many = Array.from({ length: 1_000 }, () => sampleDeploy({ service }));

        const added = await Promise.all([
          records().record(many, never),
          records().record(many.toReversed(), never),
          records().record(many.slice(300, 700), never),
        ]);

        expect(new Set(added.flat()).size).toBe(1_000);
        expect(added.flat()).toHaveLength(1_000);
        expect(await records().list({ service, limit: 2_000 })).toHaveLength(1_000);
      });

      it('leaves nothing of a batch that cannot be committed', async () => {
        const good = sampleDeploy();
        const fault = new Error('a mistake');

        const commit = records().record([good], () => {
          throw fault;
        });

        await expect(commit).rejects.toBe(fault);
        expect(await records().list({ service: good.service, limit: 5 })).toEqual([]);
      });

      it.each(HOSTILE_TEXTS)('gives back hostile text exactly: %#', async (text) => {
        const service = `${text}${sampleDeploy().service}`;
        const { key, deploy } = await recorded({ id: `${text}${service}`, service, actor: text, toVersion: text });

        expect(deploy).toMatchObject({ service, actor: text, toVersion: text });
        expect((await records().list({ service, limit: 5 })).map((row) => row.key)).toEqual([key]);
        expect(await records().between(service, { from: NOON, to: NOON })).toEqual([deploy]);
      });
    });

    describe('checks', () => {
      it('wait from the beginning where one is wanted, due at once', async () => {
        const before = Date.now();

        const { check } = await recorded({}, isSuccess);

        expect(check).toMatchObject({ state: 'waiting', attempts: 0, findings: [], told: [] });
        expect(check!.dueAt).toBeGreaterThanOrEqual(before);
        expect(check!.dueAt).toBeLessThanOrEqual(Date.now());
        expect((await recorded({ status: 'failed' }, isSuccess)).check).toBeUndefined();
      });

      it('are given to a deploy that is wanted only later', async () => {
        const running = await recorded({ status: 'running' }, isSuccess);
        expect(running.check).toBeUndefined();

        await records().record([{ ...running.deploy, status: 'success' }], isSuccess);

        expect((await records().get(running.key))!.check).toMatchObject({ state: 'waiting' });
      });

      it('are not begun again by a deploy that is told again', async () => {
        const { key, deploy } = await recorded({}, isSuccess);
        await records().saveCheck(key, sampleCheck());

        await records().record([deploy, { ...deploy, at: NOON + MINUTE }], isSuccess);

        expect((await records().get(key))!.check).toEqual(sampleCheck());
      });

      it('are saved, and lost with no completion of their deploy', async () => {
        const { key, deploy } = await recorded({}, isSuccess);
        const check = sampleCheck({ state: 'waiting', dueAt: NOON + MINUTE, told: ['oncall'] });

        await records().saveCheck(key, check);
        await records().record([{ ...deploy, actor: 'ana' }], isSuccess);

        expect(await records().get(key)).toMatchObject({ check, deploy: { actor: 'ana' } });
        await expect(records().saveCheck('d0', check)).rejects.toThrow('deploy d0 must be recorded');
      });
    });

    describe('lists', () => {
      it('are newest first, by when deploys went live', async () => {
        const { service } = sampleDeploy();
        const times = [NOON, NOON + 2 * MINUTE, NOON + MINUTE];
        for (const at of times) await recorded({ service, at });

        const rows = await records().list({ service, limit: 2 });

        expect(rows.map(({ deploy }) => deploy.at)).toEqual([NOON + 2 * MINUTE, NOON + MINUTE]);
      });

      it('hold those of one kind, or of one outcome', async () => {
        const { service } = sampleDeploy();
        const plain = await recorded({ service });
        const flag = await recorded({ service, kind: 'feature-flag' });
        await records().saveCheck(plain.key, sampleCheck({ outcome: 'regressed' }));
        await records().saveCheck(flag.key, sampleCheck({ outcome: 'unchanged' }));

        const keys = async (filter: object) =>
          (await records().list({ service, limit: 9, ...filter })).map(({ key }) => key);

        expect(await keys({ kind: 'version' })).toEqual([plain.key]);
        expect(await keys({ kind: 'feature-flag' })).toEqual([flag.key]);
        expect(await keys({ kind: 'config' })).toEqual([]);
        expect(await keys({ outcome: 'regressed' })).toEqual([plain.key]);
        expect(await keys({ outcome: 'improved' })).toEqual([]);
      });

      it('go on behind a row, even where many went live at the same moment', async () => {
        const { service } = sampleDeploy();
        await records().record(
          Array.from({ length: 5 }, () => sampleDeploy({ service })),
          never,
        );
        const all = await records().list({ service, limit: 9 });

        const { key, deploy } = all[1]!;
        const rest = await records().list({ service, before: deploy.at, behind: key, limit: 9 });

        expect(rest).toEqual(all.slice(2));
        expect(await records().list({ service, before: deploy.at, limit: 9 })).toEqual([]);
        expect(await records().list({ service, before: deploy.at + 1, limit: 9 })).toEqual(all);
      });

      it('tell of a window whose edges a rollout touches, in time order', async () => {
        const { service } = sampleDeploy();
        const window = { from: NOON, to: NOON + 10 * MINUTE };
        const slow = await recorded({ service, startedAt: window.to, at: window.to + MINUTE });
        const early = await recorded({ service, startedAt: NOON - MINUTE, at: NOON });
        await recorded({ service, at: NOON - 1 });
        await recorded({ service, at: window.to + 1 });
        await recorded({ at: NOON });

        expect(await records().between(service, window)).toEqual([early.deploy, slow.deploy]);
      });
    });

    it('knows of each service the newest deploy that came to an outcome', async () => {
      const [one, other] = [sampleDeploy().service, sampleDeploy().service];
      // Newer than those of all other tests.
      const at = FAR + Math.floor(performance.now());
      const older = await recorded({ service: one, at });
      const newest = await recorded({ service: one, at: at + 1 });
      await recorded({ service: one, at: at + 3 }, isSuccess);
      const alone = await recorded({ service: other, at: at + 2 });
      await records().saveCheck(older.key, sampleCheck({ outcome: 'regressed' }));
      await records().saveCheck(newest.key, sampleCheck());
      await records().saveCheck(alone.key, sampleCheck({ outcome: 'improved' }));

      const checked = await records().newestChecked(2);

      expect(checked.map(({ key, check }) => [key, check.outcome])).toEqual([
        [alone.key, 'improved'],
        [newest.key, 'unchanged'],
      ]);
    });

    describe('subjects', () => {
      beforeEach(async () => {
        while ((await records().removeOld(FAR + 1)) > 0);
      });

      it('are kept beside incidents, the last word wins', async () => {
        const subject = sampleIncident({ cause: 'deploy' });
        await open().checkedSubjects.saveSubject('d1', sampleIncident());

        await open().checkedSubjects.saveSubject('d1', subject);

        expect(await open().checkedSubjects.subject('d1')).toEqual(subject);
        expect(await open().checkedSubjects.subject('d2')).toBeUndefined();
        expect(await open().incidents.get(subject.id)).toBeUndefined();
      });

      it('go with their deploy when it is old, and with them what was kept and posted', async () => {
        const { key } = await recorded();
        const young = await recorded({ at: FAR });
        for (const kept of [key, young.key]) {
          await open().checkedSubjects.saveSubject(kept, sampleIncident({ id: kept, cause: 'deploy' }));
          await open().evidence.keep(sampleEvidence(kept));
          await open().posts.save({ incidentId: kept, channel: 'oncall', state: 'posted', round: 'first' });
        }

        expect(await records().removeOld(NOON)).toBe(0);
        expect(await records().removeOld(FAR)).toBe(1);

        expect(await records().get(key)).toBeUndefined();
        expect(await open().checkedSubjects.subject(key)).toBeUndefined();
        expect(await open().evidence.find(key)).toBeUndefined();
        expect(await open().posts.find(key, 'oncall')).toBeUndefined();
        expect(await records().get(young.key)).toBeDefined();
        expect(await open().checkedSubjects.subject(young.key)).toBeDefined();
        expect(await open().evidence.find(young.key)).toBeDefined();
      });

      it('stay where an old deploy was told of only now', async () => {
        const { key } = await recorded({ at: 1_000 });

        expect(await records().removeOld(2_000)).toBe(0);

        expect(await records().get(key)).toBeDefined();
      });
    });
  });
}
