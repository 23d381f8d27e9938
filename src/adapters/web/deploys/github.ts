/**
 * GitHub's webhook `deployment_status`, sent for each status that a deployment gets.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads#deployment_status
 */
import type { DeployEvent } from '../../../core/deploy/deploy-event.ts';
import { withoutAbsent } from '../../../core/deploy/without-absent.ts';
import { eventId, ignored, type DeployDelivery, type DeployReading } from './delivery.ts';
import { commitOf, instantOf, labelsOf, liveAt, objectAt, pageOf, textOf } from './event-fields.ts';

const STATUSES = { in_progress: 'running', success: 'success', failure: 'failed', error: 'failed' } as const;
/** States that tell of nothing that went live. GitHub itself sends `inactive` for the deployment before this one. */
const QUIET = new Map([
  ['pending', 'nothing runs yet'],
  ['queued', 'nothing runs yet'],
  ['waiting', 'it waits for an approval'],
  ['inactive', 'a later deployment took its place'],
]);
/** A ref that is a version, where the others are branches. */
const TAG = /^(?:refs\/tags\/)?v?\d+(?:\.\d+)+/;

/** One deployment is one deploy, whatever number of statuses it gets. */
export function readGithub({ json, header, receivedAt }: DeployDelivery): DeployReading {
  const name = header('x-github-event') ?? 'deployment_status';
  if (name === 'ping') return ignored('ping: this webhook is set up');
  if (name !== 'deployment_status') return ignored(`the event is ${name}: only deployment_status is looked at`);
  const status = objectAt(json, 'deployment_status');
  const deployment = objectAt(json, 'deployment');
  const repository = objectAt(json, 'repository');
  const state = textOf(status['state']) ?? 'nothing';
  if (!isTold(state)) return ignored(`the state is ${state}: ${QUIET.get(state) ?? 'no state that we know'}`);
  const fullName = textOf(repository['full_name']);
  const commit = commitOf(deployment['sha']);
  const id = textOf(deployment['id']);
  if (id === undefined || commit === undefined || fullName === undefined) {
    return ignored('deployment.id, deployment.sha or repository.full_name is missing');
  }
  const environment = textOf(status['environment']) ?? textOf(deployment['environment']);
  const ref = textOf(deployment['ref']);
  const task = textOf(deployment['task']);
  const event = withoutAbsent<DeployEvent>({
    source: 'github',
    id: eventId([fullName, id]),
    labels: labelsOf({
      source: 'github',
      repository: fullName,
      name: fullName.replace(/^.*\//, ''),
      environment,
      tier: deployment['production_environment'] === true ? 'production' : undefined,
      ref,
      task,
      app: textOf(objectAt(deployment, 'payload')['service']),
    }),
    kind: task !== undefined && /roll-?back/i.test(task) ? 'rollback' : undefined,
    status: STATUSES[state],
    version: textOf(objectAt(deployment, 'payload')['version']) ?? versionOf(ref),
    commit,
    repository: pageOf(repository['clone_url'], repository['html_url']),
    images: [],
    revisions: [],
    startedAt: state === 'in_progress' || isOfActions(deployment) ? undefined : instantOf(deployment['created_at']),
    at: liveAt(status['created_at'], receivedAt),
    environment,
    actor: textOf(objectAt(deployment, 'creator')['login']),
    url: pageOf(status['target_url'], status['log_url'], status['environment_url'], repository['html_url']),
  });
  return { kind: 'read', events: [event], ignored: [] };
}

function isTold(state: string): state is keyof typeof STATUSES {
  return Object.hasOwn(STATUSES, state);
}

function versionOf(ref: string | undefined): string | undefined {
  return ref !== undefined && TAG.test(ref) ? ref.replace(/^refs\/tags\//, '') : undefined;
}

/** Actions tells in_progress when it begins; its deployment is older than that where somebody had to approve it. */
function isOfActions(deployment: Readonly<Record<string, unknown>>): boolean {
  return (
    objectAt(deployment, 'performed_via_github_app')['slug'] === 'github-actions' ||
    objectAt(deployment, 'creator')['login'] === 'github-actions[bot]'
  );
}
