import { deployKey } from '../../src/adapters/database/deploy-key.ts';
import { completeDeploy, isOver } from '../../src/core/deploy/complete-deploy.ts';
import type { ReportedDeploy } from '../../src/core/deploy/deploy.ts';
import type { Incident } from '../../src/core/incident/incident.ts';
import type { CheckedSubjects, DeployRecords, DeployRow } from '../../src/pipeline/deploy-ports.ts';

export interface FakeDeployRecords extends DeployRecords {
  readonly subjects: CheckedSubjects;
  /** For looking at what was kept. */
  readonly rows: Map<string, DeployRow>;
}

interface Around {
  readonly now?: () => number;
  /** Called for a deploy whose check is due at once. */
  readonly enqueue?: (key: string) => void;
  /** Called with the keys of what was removed. */
  readonly removed?: (keys: readonly string[]) => void;
}

/** In memory; jobs go to whoever is named. */
export function fakeDeployRecords(around: Around = {}): FakeDeployRecords {
  const { now = Date.now, enqueue, removed } = around;
  const rows = new Map<string, DeployRow>();
  const subjects = new Map<string, Incident>();
  const newestFirst = () =>
    [...rows.values()].toSorted((a, b) => b.deploy.at - a.deploy.at || (a.key < b.key ? 1 : -1));

  return {
    rows,
    async record(deploys, wantsCheck) {
      const added: string[] = [];
      for (const told of structuredClone(deploys)) {
        const key = deployKey(told);
        const known = rows.get(key);
        if (known === undefined) added.push(key);
        const deploy: ReportedDeploy = known === undefined ? told : completeDeploy(known.deploy, told);
        const check = known?.check;
        const hasEnded = known !== undefined && isOver(known.deploy) !== isOver(deploy);
        const isDue = check === undefined ? wantsCheck(deploy) : check.state === 'waiting' && hasEnded;
        const first = { state: 'waiting', attempts: 0, note: 'Waits for its turn.', findings: [], told: [] } as const;
        rows.set(key, {
          ...(known ?? { key, seenAt: now() }),
          deploy,
          ...(isDue ? { check: { ...(check ?? first), dueAt: now() } } : {}),
        });
        if (isDue) enqueue?.(key);
      }
      return added;
    },
    get: async (key) => structuredClone(rows.get(key)),
    list: async ({ service, outcome, kind, before, behind, limit }) =>
      structuredClone(
        newestFirst()
          .filter((row) => service === undefined || row.deploy.service === service)
          .filter((row) => outcome === undefined || row.check?.outcome === outcome)
          .filter((row) => kind === undefined || (row.deploy.kind ?? 'version') === kind)
          .filter(
            ({ key, deploy: { at } }) =>
              before === undefined || at < before || (behind !== undefined && at === before && key < behind),
          )
          .slice(0, limit),
      ),
    between: async (service, { from, to }) =>
      newestFirst()
        .map(({ deploy }) => deploy)
        .filter((deploy) => deploy.service === service)
        .filter(({ at, startedAt = at }) => at >= from && Math.min(startedAt, at) <= to)
        .toReversed(),
    newestChecked: async (limit) => {
      const checked = newestFirst().flatMap((row) =>
        row.check?.outcome === undefined ? [] : [{ ...row, check: row.check }],
      );
      const services = new Set<string>();
      return checked.filter(({ deploy: { service } }) => services.size < services.add(service).size).slice(0, limit);
    },
    async saveCheck(key, check) {
      const row = rows.get(key);
      if (row === undefined) throw new Error(`deploy ${key} must be recorded before its check is saved`);
      rows.set(key, { ...row, check: structuredClone(check) });
    },
    async removeOld(before) {
      const old = [...rows.values()]
        .filter(({ deploy, seenAt }) => deploy.at < before && seenAt < before)
        .map(({ key }) => key);
      for (const key of old) rows.delete(key);
      for (const key of old) subjects.delete(key);
      removed?.(old);
      return old.length;
    },
    subjects: {
      async saveSubject(key, subject) {
        subjects.set(key, structuredClone(subject));
      },
      subject: async (key) => structuredClone(subjects.get(key)),
    },
  };
}
