import { afterEach, describe, expect, it } from 'vitest';
import { connectGitlab, GitlabSection } from '../../../src/adapters/verdicts/gitlab.ts';
import type { Deploy } from '../../../src/core/deploy/deploy.ts';
import { describeVerdictSink } from '../../contracts/verdict-sink.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { sampleCheck, sampleDeploy } from '../../support/sample-deploy.ts';
import { NOON } from '../../support/sample-incident.ts';
import { COMMIT, gitlabRules, receiver, type Answer, type Receiver } from '../../support/verdict-receivers.ts';

const section = (settings: object = {}) =>
  GitlabSection.parse({ name: 'status', type: 'gitlab', token_file: 'token', ...settings });
const readFile = () => 'secret';
const trace = async (deploy: Deploy): Promise<Deploy> => deploy;
const clock = { now: () => NOON, sleep: async () => undefined };

describeVerdictSink('GitLab', {
  rules: gitlabRules,
  connect: (url, tools, settings) =>
    connectGitlab(section({ url, ...settings }), {
      readFile,
      repositoryOf: () => undefined,
      trace,
      log: quietLog(),
      ...tools,
    }),
  read: ({ body }) => {
    const { state, description, target_url: page } = JSON.parse(body) as Record<string, string>;
    return { state: state!, text: description!, page: page! };
  },
  states: { regressed: 'failed', unchanged: 'success' },
  refusals: [
    { status: 401, body: { message: '401 Unauthorized' }, says: '401 Unauthorized' },
    { status: 404, body: { message: '404 Project Not Found' }, says: 'the token may not write to it' },
    { status: 403, body: { message: '403 Forbidden' }, says: 'the token may not write to it' },
    { status: 422, body: { message: 'The number of jobs has exceeded the limit' }, says: 'exceeded the limit' },
  ],
});

describe('connectGitlab', () => {
  const servers: Receiver[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function tellAt(prefix: string, repository: string, ...next: readonly Answer[]) {
    const server = await receiver((call) => gitlabRules({ ...call, path: call.path.replace(prefix, '') }));
    servers.push(server);
    server.next.push(...next);
    const tools = {
      readFile,
      trace,
      clock,
      log: quietLog(),
      repositoryOf: () => repository.replace('HERE', server.url),
    };
    const row = { key: 'd1', seenAt: NOON, deploy: sampleDeploy({ service: 'checkout', commit: COMMIT }) };
    const url = `${server.url}${prefix}/`;
    await connectGitlab(section({ url }), tools).tell(row, sampleCheck(), 'https://p', AbortSignal.timeout(5000));
    return server.received;
  }

  it('finds the project below a path prefix', async () => {
    const [call] = await tellAt('/gitlab', 'HERE/gitlab/acme/shop.git');

    expect(call?.path).toBe(`/gitlab/api/v4/projects/acme%2Fshop/statuses/${COMMIT}`);
    expect(JSON.parse(call!.body)).toMatchObject({ name: 'burnscope/checkout' });
  });

  it('takes a status that is that way already for told', async () => {
    const body = {
      message:
        'Cannot transition status via :success from :success (Reason(s): Status cannot transition via "success")',
    };

    expect(await tellAt('', 'HERE/acme/shop', { status: 400, body })).toHaveLength(1);
  });

  it('comes back when somebody else is writing', async () => {
    const body = { message: 'Another update to this commit status is in progress' };

    expect(await tellAt('', 'HERE/acme/shop', { status: 409, body })).toHaveLength(2);
  });
});
