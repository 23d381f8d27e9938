import type { DeployCheck } from '../../core/deploy/deploy-check.ts';
import type { Deploy, DeploySource } from '../../core/deploy/deploy.ts';
import { isQuiet } from '../../core/report/compare-answers.ts';
import type { DeployRow } from '../../pipeline/deploy-ports.ts';
import { culpritView } from './culprit-view.ts';
import { KINDS, OUTCOMES } from './deploy-question.ts';
import { pathOf, safeHref } from './page-links.ts';
import type { PageLinks } from './page-links.ts';
import { showTime } from './page-quantity.ts';

const SHORT_COMMIT = 10;

/** As people call those who tell. */
const SOURCES: Readonly<Record<DeploySource, string>> = {
  'profile labels': 'labels of profiles',
  'metric labels': 'labels of metrics',
  github: 'GitHub',
  gitlab: 'GitLab',
  argocd: 'Argo CD',
  flux: 'Flux',
  cdevents: 'CDEvents',
  generic: 'generic JSON',
  'kube-state-metrics': 'kube-state-metrics',
  'grafana annotations': 'Grafana annotations',
  'command line': 'the command line',
};

interface Badge {
  /** What page.css calls it. */
  readonly kind: string;
  readonly text: string;
}

/** What templates/deploy-facts.liquid prints of a deploy and its check; nothing in it is escaped yet. */
export function deployView({ key, deploy, check }: DeployRow, links: PageLinks): object {
  const sender = deploy.url === undefined ? undefined : safeHref(deploy.url, links);
  const verdict = check?.outcome === 'unchanged' ? undefined : check?.verdict;
  return {
    key,
    service: deploy.service,
    title: titleOf(deploy),
    badges: [...badgesOfDeploy(deploy), ...(check === undefined ? [] : [badgeOfCheck(check)])],
    from: short(deploy.fromVersion ?? ''),
    to: short(deploy.toVersion),
    at: showTime(deploy.at),
    startedAt: deploy.startedAt === undefined || deploy.startedAt >= deploy.at ? '' : showTime(deploy.startedAt),
    source: SOURCES[deploy.source],
    sender: sender ?? '',
    actor: deploy.actor ?? '',
    environment: deploy.environment ?? '',
    commit: deploy.commit === undefined || deploy.commit === deploy.toVersion ? '' : short(deploy.commit),
    image: deploy.image ?? '',
    sentence: verdict?.sentence ?? '',
    confidence: verdict === undefined || isQuiet(verdict.kind) ? '' : verdict.confidence,
    note: check?.note ?? '',
    dueAt: check?.state !== 'waiting' || check.dueAt === undefined ? '' : showTime(check.dueAt),
    attempts: check?.attempts ?? 0,
    findings: (check?.findings ?? []).map(({ rule, sentence }) => ({ rule, sentence })),
    culprits: (verdict?.culprits ?? []).map((culprit) => culpritView(culprit, links)),
    told: check?.told ?? [],
    // Leads on to the evidence, or says what became of it.
    href: links.to(pathOf('deploys', key)),
    hasEvidence: check?.evidenceId !== undefined,
    json: links.to(pathOf('deploys', `${key}.json`)),
    ofService: links.to('/deploys', { service: deploy.service }),
  };
}

/** "Deploy v1.5.0 of checkout". */
function titleOf({ kind = 'version', service, toVersion }: Deploy): string {
  switch (kind) {
    case 'version':
      return `Deploy ${short(toVersion)} of ${service}`;
    case 'rollback':
      return `Rollback of ${service} to ${short(toVersion)}`;
    case 'feature-flag':
      return `Feature flag of ${service}: ${toVersion}`;
    case 'config':
      return `Configuration of ${service}: ${toVersion}`;
  }
}

function badgesOfDeploy({ kind = 'version', status = 'success' }: Deploy): readonly Badge[] {
  return [
    ...(kind === 'version' ? [] : [{ kind: 'kind', text: KINDS[kind] }]),
    ...(status === 'success' ? [] : [{ kind: status, text: status === 'failed' ? 'rollout failed' : 'rolling out' }]),
  ];
}

function badgeOfCheck({ state, outcome }: DeployCheck): Badge {
  if (outcome !== undefined) return { kind: outcome, text: OUTCOMES[outcome] };
  return state === 'waiting'
    ? { kind: 'looking', text: 'waits for profiles' }
    : { kind: 'unchecked', text: 'not compared' };
}

/** Full hashes by their beginning; all else as it is. */
function short(version: string): string {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(version) ? version.slice(0, SHORT_COMMIT) : version;
}
