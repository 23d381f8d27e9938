import type { z } from 'zod';
import type { DeployCheck } from '../../core/deploy/deploy-check.ts';
import { isoInstant, type Instant } from '../../core/instant.ts';
import type { Culprit } from '../../core/report/analysis.ts';
import type { DeployRow } from '../../pipeline/deploy-ports.ts';
import type { Links } from '../../pipeline/ports.ts';
import type { DeployJson } from './deploy-schema.ts';
import { pathOf } from './page-links.ts';

type Json = z.input<typeof DeployJson>;

/** As deploy-schema.ts describes it. */
export function deployJson({ key, deploy, seenAt, check }: DeployRow, links: Links): Json {
  const { at, startedAt, kind = 'version', status = 'success', ...facts } = deploy;
  return {
    key,
    ...facts,
    kind,
    status,
    ...time('startedAt', startedAt),
    at: isoInstant(at),
    seenAt: isoInstant(seenAt),
    page: links.sign(pathOf('deploys', key)),
    ...(check === undefined ? {} : { check: checkJson(check, links) }),
  };
}

function checkJson(check: DeployCheck, links: Links): NonNullable<Json['check']> {
  const { state, attempts, dueAt, checkedAt, note, outcome, comparison, verdict, findings, told, evidenceId } = check;
  return {
    state,
    attempts,
    ...time('dueAt', dueAt),
    ...time('checkedAt', checkedAt),
    note,
    ...(outcome === undefined ? {} : { outcome }),
    ...(comparison === undefined ? {} : { comparison }),
    ...(verdict === undefined ? {} : { verdict: { ...verdict, culprits: verdict.culprits.map(culpritJson) } }),
    findings: [...findings],
    told: [...told],
    ...(evidenceId === undefined ? {} : { evidence: links.sign(pathOf('incidents', `${evidenceId}.json`)) }),
  };
}

function culpritJson(culprit: Culprit) {
  return { ...culprit, functions: [...culprit.functions] };
}

function time<Name extends string>(name: Name, at: Instant | undefined): Partial<Record<Name, string>> {
  // A computed name widens.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return (at === undefined ? {} : { [name]: isoInstant(at) }) as Partial<Record<Name, string>>;
}
