import { afterEach, describe, expect, it } from 'vitest';
import { connectGithub, GithubSection } from '../../../src/adapters/verdicts/github.ts';
import type { Deploy } from '../../../src/core/deploy/deploy.ts';
import { describeVerdictSink } from '../../contracts/verdict-sink.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { sampleCheck, sampleDeploy } from '../../support/sample-deploy.ts';
import { NOON } from '../../support/sample-incident.ts';
import { COMMIT, githubRules, receiver, type Receiver } from '../../support/verdict-receivers.ts';

const section = (settings: object = {}) =>
  GithubSection.parse({ name: 'status', type: 'github', token_file: 'token', ...settings });
const readFile = () => 'secret';
const trace = async (deploy: Deploy): Promise<Deploy> => deploy;
const repositoryOf = (): string | undefined => undefined;

describeVerdictSink('GitHub', {
  rules: githubRules,
  connect: (url, { clock }, settings) =>
    connectGithub(section({ api_url: url, ...settings }), { readFile, repositoryOf, trace, clock, log: quietLog() }),
  read: ({ body }) => {
    const { state, description, target_url: page } = JSON.parse(body) as Record<string, string>;
    return { state: state!, text: description!, page: page! };
  },
  states: { regressed: 'failure', unchanged: 'success' },
  refusals: [
    { status: 401, body: { message: 'Bad credentials' }, says: 'Bad credentials' },
    { status: 404, body: { message: 'Not Found' }, says: 'the token may not write commit statuses' },
    { status: 403, body: { message: 'Resource not accessible by personal access token' }, says: 'may not write' },
    {
      status: 422,
      body: { message: 'No commit found for SHA' },
      says: 'is not in the repository, or has 1,000 statuses',
    },
    { status: 307, body: { message: 'Temporary Redirect' }, says: 'set its new url under repositories' },
  ],
});

describe('connectGithub', () => {
  const servers: Receiver[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function prepared(deploy: Parameters<typeof sampleDeploy>[0], settings: object = {}, configured?: string) {
    const server = await receiver(githubRules);
    servers.push(server);
    const log = quietLog();
    const clock = { now: () => NOON, sleep: async () => undefined };
    const tools = { readFile, trace, log, clock, repositoryOf: () => configured?.replace('HERE', server.url) };
    const sink = connectGithub(section({ api_url: server.url, ...settings }), tools);
    const row = { key: 'd1', seenAt: NOON, deploy: sampleDeploy({ service: 'checkout', ...deploy }) };
    const tell = () => sink.tell(row, sampleCheck(), 'https://p', AbortSignal.timeout(5000));
    return { server, log, tell };
  }

  it.each([
    ['no full commit hash', { commit: '3f2a91c', toVersion: 'v1' }, 'HERE/acme/shop'],
    ['no repository', { commit: COMMIT }, undefined],
    ['a repository elsewhere', { commit: COMMIT }, 'https://gitlab.com/acme/shop'],
    ['a repository that is none', { commit: COMMIT }, 'HERE/acme/shop/../../../user'],
  ])('leaves out a deploy with %s, and says so in the log', async (_what, deploy, configured) => {
    const { server, log, tell } = await prepared(deploy, {}, configured);
    await tell();

    expect(server.received).toEqual([]);
    expect(log.lines).toMatchObject([{ level: 'info', message: 'a verdict has no commit to stand at' }]);
  });

  it('believes the configuration about the repository more than the sender', async () => {
    const { server, tell } = await prepared(
      { toVersion: COMMIT, repository: 'https://github.com/evil/x' },
      {},
      'HERE/Acme/Shop.git',
    );
    await tell();

    expect(server.received[0]?.path).toBe(`/repos/acme/shop/statuses/${COMMIT}`);
    expect(JSON.parse(server.received[0]!.body)).toMatchObject({ context: 'burnscope/checkout' });
  });

  it('finds the commit by the image, where the sender told no other', async () => {
    const server = await receiver(githubRules);
    servers.push(server);
    const tools = {
      readFile,
      log: quietLog(),
      clock: { now: () => NOON, sleep: async () => undefined },
      repositoryOf: () => `${server.url}/acme/shop`,
      trace: async (deploy: Deploy) => ({ ...deploy, commit: COMMIT }),
    };
    const row = { key: 'd1', seenAt: NOON, deploy: sampleDeploy({ image: 'r.example/shop:v1' }) };

    await connectGithub(section({ api_url: server.url }), tools).tell(
      row,
      sampleCheck(),
      'https://p',
      AbortSignal.timeout(5000),
    );

    expect(server.received[0]?.path).toContain(COMMIT);
  });

  it('knows where public GitHub and others answer', async () => {
    const { log, tell } = await prepared(
      { commit: COMMIT },
      { api_url: 'https://api.acme.ghe.com' },
      'https://github.com/acme/shop',
    );
    await tell();

    expect(log.lines[0]?.fields).toMatchObject({ why: 'the repository is not at acme.ghe.com' });
  });

  it('comes back after a secondary limit, which is a 403 too', async () => {
    const { server, tell } = await prepared({ commit: COMMIT }, {}, 'HERE/acme/shop');
    const body = { message: 'You have exceeded a secondary rate limit.' };
    server.next.push({ status: 403, body, headers: { 'retry-after': '1' } });
    await tell();
    expect(server.received).toHaveLength(2);

    server.next.push({ status: 403, body });
    await expect(tell()).rejects.toMatchObject({ code: 'VERDICTS_UNAVAILABLE', retryAfter: 60_000 });
  });

  it('comes back when a spent limit is filled again', async () => {
    const { server, tell } = await prepared({ commit: COMMIT }, {}, 'HERE/acme/shop');
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOON / 1000 + 900) };
    server.next.push({ status: 403, body: { message: 'API rate limit exceeded' }, headers });

    await expect(tell()).rejects.toMatchObject({ code: 'VERDICTS_UNAVAILABLE', retryAfter: 900_000 });
  });

  it('says that its token cannot be read', async () => {
    const server = await receiver(githubRules);
    servers.push(server);
    const sink = connectGithub(section({ api_url: server.url }), {
      readFile: () => {
        throw new Error('ENOENT');
      },
      trace,
      log: quietLog(),
      clock: { now: () => NOON, sleep: async () => undefined },
      repositoryOf: () => `${server.url}/acme/shop`,
    });
    const row = { key: 'd1', seenAt: NOON, deploy: sampleDeploy({ commit: COMMIT }) };

    await expect(sink.tell(row, sampleCheck(), 'https://p', AbortSignal.timeout(5000))).rejects.toMatchObject({
      code: 'VERDICTS_REJECTED',
      message: expect.stringContaining('token_file cannot be read'),
    });
  });

  it('tells a check that was given up only when that is asked for', async () => {
    const server = await receiver(githubRules);
    servers.push(server);
    const tools = {
      readFile,
      trace,
      log: quietLog(),
      clock: { now: () => NOON, sleep: async () => undefined },
      repositoryOf: () => `${server.url}/acme/shop`,
    };
    const row = { key: 'd1', seenAt: NOON, deploy: sampleDeploy({ commit: COMMIT }) };
    const { outcome: _none, ...check } = sampleCheck({ state: 'given up', note: 'No profiles came.' });

    await connectGithub(section({ api_url: server.url, on: ['given up'] }), tools).tell(
      row,
      check,
      'https://p',
      AbortSignal.timeout(5000),
    );

    expect(JSON.parse(server.received[0]!.body)).toMatchObject({
      state: 'error',
      description: 'Not compared: No profiles came.',
    });
  });
});
