import { describe, expect, it } from 'vitest';
import { connectVerdictSinks } from '../../src/app/connect-verdict-sinks.ts';
import { deploySecrets } from '../../src/app/deploy-secrets.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import { quietLog } from '../support/quiet-log.ts';
import { sampleCheck, sampleDeploy } from '../support/sample-deploy.ts';
import { NOON } from '../support/sample-incident.ts';
import { COMMIT, githubRules, gitlabRules, receiver } from '../support/verdict-receivers.ts';

describe('connectVerdictSinks', () => {
  it('tells GitHub, GitLab and a webhook, at the commit of the repository that is configured', async () => {
    const [github, gitlab, hook] = await Promise.all([
      receiver(githubRules),
      receiver(gitlabRules),
      receiver(() => ({ status: 200 })),
    ]);
    const config = parseConfig(
      `
repositories: [{ service: shop, url: '${github.url}/acme/shop.git' }]
verdicts:
  - { name: a, type: github, api_url: '${github.url}', token_file: t }
  - { name: b, type: gitlab, url: '${gitlab.url}', token_file: t }
  - { name: c, type: webhook, url: '${hook.url}', secret_file: s }
`,
      'burnscope.yaml',
    );
    const clock = { now: () => NOON, sleep: async () => undefined };
    const sinks = connectVerdictSinks(config, {
      readFile: () => 'secret',
      clock,
      log: quietLog(),
      trace: async (deploy) => deploy,
    });
    const row = { key: 'd1', seenAt: NOON, deploy: sampleDeploy({ service: 'shop', commit: COMMIT }) };

    for (const sink of sinks) await sink.tell(row, sampleCheck(), 'https://p', AbortSignal.timeout(5000));
    for (const server of [github, gitlab, hook]) server.close();

    expect(sinks.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect([github, gitlab, hook].map(({ received }) => received.length)).toEqual([1, 1, 1]);
  });

  it('knows every file that will be read for it', () => {
    const config = parseConfig(
      `
deploys:
  grafana: [{ name: g, url: http://g, bearer_token_file: /g }]
  registries: [{ host: ghcr.io, username: u, password_file: /r }, { host: quay.io }]
verdicts:
  - { name: a, type: github, token_file: /a }
  - { name: c, type: webhook, url: http://c }
`,
      'burnscope.yaml',
    );

    expect(deploySecrets(config)).toEqual([
      { place: 'deploys.grafana: g: bearer_token_file: ', file: '/g' },
      { place: 'deploys.registries: ghcr.io: password_file: ', file: '/r' },
      { place: 'verdicts: a: token_file: ', file: '/a' },
    ]);
  });
});
