import nock from 'nock';
import { afterEach, describe, expect, it } from 'vitest';
import { connectImageRevisions } from '../../../src/adapters/deploys/oci-revision.ts';
import { RegistrySection } from '../../../src/adapters/deploys/registry-section.ts';
import { digestOf, imageRegistry, type ImageRegistry, type RegistryRules } from '../../support/image-registry.ts';

const COMMIT = '3f2a91c04b7d5e6f8a9b0c1d2e3f405162738495';
const SOURCE = 'https://git.example/shop';
const LABELS = {
  'org.opencontainers.image.revision': COMMIT,
  'org.opencontainers.image.source': SOURCE,
  'org.opencontainers.image.version': '22.04',
};
const built = { commit: COMMIT, repository: SOURCE };
const CREDENTIALS = { username: 'ana', password: 'content of secret' };

const open: ImageRegistry[] = [];
afterEach(() => {
  for (const registry of open.splice(0)) registry.close();
  nock.cleanAll();
});

async function registryOf(rules: RegistryRules = {}): Promise<ImageRegistry> {
  const registry = await imageRegistry(rules);
  open.push(registry);
  return registry;
}

function configuration(labels: object | null = LABELS): string {
  return JSON.stringify({ architecture: 'amd64', os: 'linux', config: { Labels: labels } });
}

/** Keeps an image of one platform under a tag; answers with its digest. */
function put(registry: ImageRegistry, tag: string, labels: object | null = LABELS, annotations?: object): string {
  const digest = registry.blob(configuration(labels));
  return registry.manifest({ schemaVersion: 2, config: { digest }, layers: [], annotations }, tag);
}

function connect(registry: ImageRegistry, settings: Partial<RegistrySection> = {}, now = () => 0) {
  const section = { host: registry.host, insecure: true, auth_hosts: [], ...settings };
  return connectImageRevisions([section], { readFile: (path) => `content of ${path}`, clock: { now } });
}

const signal = () => AbortSignal.timeout(5000);

describe('connectImageRevisions', () => {
  it('reads the labels of an image, and believes its tag more about the version', async () => {
    const registry = await registryOf();
    put(registry, 'v1.5.0');

    expect(await connect(registry).revisionOf(`${registry.host}/shop/checkout:v1.5.0`, signal())).toEqual({
      ...built,
      version: 'v1.5.0',
    });
  });

  it('looks through an index, past attestations, at the platform of servers', async () => {
    const registry = await registryOf();
    const arm = {
      digest: put(registry, 'arm', { 'org.opencontainers.image.revision': 'aaaaaaa1' }),
      platform: { os: 'linux', architecture: 'arm64' },
    };
    const amd = { digest: put(registry, 'amd'), platform: { os: 'linux', architecture: 'amd64' } };
    const proof = { digest: digestOf('x'), platform: { os: 'unknown', architecture: 'unknown' } };
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    const digest = registry.manifest({ schemaVersion: 2, mediaType, manifests: [proof, arm, amd] });

    expect(await connect(registry).revisionOf(`${registry.host}/shop/checkout@${digest}`, signal())).toMatchObject(
      built,
    );
  });

  it('takes annotations where there are no labels', async () => {
    const registry = await registryOf();
    put(registry, 'x', null, LABELS);

    expect(await connect(registry).revisionOf(`${registry.host}/shop/checkout:x`, signal())).toMatchObject(built);
  });

  it('does not ask for what the tag tells, nor registries that are not configured', async () => {
    const registry = await registryOf();
    const revisions = connect(registry);

    expect(await revisions.revisionOf(`${registry.host}/shop/checkout:main-3f2a91c`, signal())).toMatchObject({
      commit: '3f2a91c',
    });
    expect(await revisions.revisionOf('elsewhere.example/shop/checkout:v1', signal())).toEqual({ version: 'v1' });
    expect(await revisions.revisionOf('no image at all', signal())).toEqual({});
    expect(registry.asked).toEqual([]);
  });

  it('is known by its name when the registry has it no longer', async () => {
    const registry = await registryOf();

    expect(await connect(registry).revisionOf(`${registry.host}/shop/checkout:v1`, signal())).toEqual({
      version: 'v1',
    });
  });

  it('asks once for a digest, and anew for a tag after a while', async () => {
    const registry = await registryOf();
    const digest = put(registry, 'v1');
    let now = 0;
    const revisions = connect(registry, {}, () => now);
    const times = async (image: string) => {
      const before = registry.asked.length;
      await revisions.revisionOf(image, signal());
      return registry.asked.length - before;
    };

    expect([await times(`${registry.host}/a:v1`), await times(`${registry.host}/a:v1`)]).toEqual([2, 0]);
    expect(await times(`${registry.host}/a@${digest}`)).toBe(2);
    now = 6 * 60_000;
    expect([await times(`${registry.host}/a:v1`), await times(`${registry.host}/a@${digest}`)]).toEqual([2, 0]);
  });

  it('fetches a token with its credentials, once for one image', async () => {
    const registry = await registryOf({ token: CREDENTIALS });
    put(registry, 'v1');

    expect(
      await connect(registry, { username: 'ana', password_file: 'secret' }).revisionOf(
        `${registry.host}/shop/checkout:v1`,
        signal(),
      ),
    ).toMatchObject(built);
    expect(registry.asked.map((one) => one.replace(/sha256:.*(?= )/, '…'))).toEqual([
      '/v2/shop/checkout/manifests/v1',
      '/token Basic',
      '/v2/shop/checkout/manifests/v1 Bearer',
      '/v2/shop/checkout/blobs/… Bearer',
    ]);
  });

  it('shows its password where that is asked for', async () => {
    const registry = await registryOf({ basic: CREDENTIALS });
    put(registry, 'v1');

    expect(
      await connect(registry, { username: 'ana', password_file: 'secret' }).revisionOf(
        `${registry.host}/a:v1`,
        signal(),
      ),
    ).toMatchObject(built);
  });

  it('gives its credentials to nobody but who was named', async () => {
    const thief = await registryOf();
    const registry = await registryOf({ token: { ...CREDENTIALS, realm: `${thief.url}/token` } });
    put(registry, 'v1');
    const settings = { username: 'ana', password_file: 'secret' };

    await expect(connect(registry, settings).revisionOf(`${registry.host}/a:v1`, signal())).rejects.toMatchObject({
      code: 'DEPLOYS_REJECTED',
      message: expect.stringContaining('auth_hosts'),
    });
    expect(thief.asked).toEqual([]);
  });

  it('follows to where blobs are kept, without credentials', async () => {
    const storage = await registryOf();
    const registry = await registryOf({
      token: CREDENTIALS,
      blobsAt: (digest) => `${storage.url}/v2/x/blobs/${digest}`,
    });
    put(registry, 'v1');
    storage.blob(configuration());

    expect(
      await connect(registry, { username: 'ana', password_file: 'secret' }).revisionOf(
        `${registry.host}/a:v1`,
        signal(),
      ),
    ).toMatchObject(built);
    expect(storage.asked).toEqual([`/v2/x/blobs/${digestOf(configuration())}`]);
  });

  it.each([
    [
      'the address of the cloud’s credentials',
      'https://169.254.169.254/latest/meta-data',
      '169.254.169.254 is never called',
    ],
    ['itself for ever', 'LOOP', 'redirects too often'],
    ['a file', 'file:///etc/passwd', 'redirects'],
  ])('does not follow to %s', async (_where, location, message) => {
    const registry: ImageRegistry = await registryOf({
      blobsAt: (digest) => (location === 'LOOP' ? `${registry.url}/v2/a/blobs/${digest}` : location),
    });
    put(registry, 'v1');

    await expect(connect(registry).revisionOf(`${registry.host}/a:v1`, signal())).rejects.toMatchObject({
      name: 'Failure',
      message: expect.stringContaining(message),
    });
  });

  it('follows from https to https only, and asks Docker Hub where it answers', async () => {
    const body = configuration();
    const manifest = JSON.stringify({ schemaVersion: 2, config: { digest: digestOf(body) }, layers: [] });
    nock('https://registry-1.docker.io')
      .get('/v2/library/shop/manifests/v1')
      .reply(401, '{}', {
        'www-authenticate': 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
      })
      .get('/v2/library/shop/manifests/v1')
      .reply(200, manifest)
      .get(`/v2/library/shop/blobs/${digestOf(body)}`)
      .reply(307, '', { location: 'http://storage.example/blob' });
    nock('https://auth.docker.io')
      .get('/token?service=registry.docker.io&scope=repository%3Alibrary%2Fshop%3Apull')
      .reply(200, '{"access_token":"t"}');
    const revisions = connectImageRevisions([RegistrySection.parse({ host: 'docker.io' })], {
      readFile: () => '',
      clock: { now: () => 0 },
    });

    await expect(revisions.revisionOf('shop:v1', signal())).rejects.toMatchObject({
      message: expect.stringContaining('redirects to http:'),
    });
  });

  it('believes no content that is not of its digest', async () => {
    const storage = await registryOf();
    const registry = await registryOf({
      blobsAt: () => `${storage.url}/v2/x/blobs/${storage.blob('{"config":{"Labels":{}}}')}`,
    });
    put(registry, 'v1');

    await expect(connect(registry).revisionOf(`${registry.host}/a:v1`, signal())).rejects.toThrow(
      /something else than sha256:/,
    );
  });

  it.each([
    [429, { code: 'DEPLOYS_UNAVAILABLE', retryable: true }],
    [503, { code: 'DEPLOYS_UNAVAILABLE', retryable: true }],
    [
      403,
      {
        code: 'DEPLOYS_REJECTED',
        retryable: false,
        message: expect.stringContaining('set username and password_file'),
      },
    ],
  ])('tells a %d as a Failure', async (status, failure) => {
    const registry = await registryOf({ status });

    await expect(connect(registry).revisionOf(`${registry.host}/a:v1`, signal())).rejects.toMatchObject(failure);
  });

  it('ends with its signal', async () => {
    const registry = await registryOf();

    await expect(connect(registry).revisionOf(`${registry.host}/a:v1`, AbortSignal.abort())).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });

  it('passes over manifests and labels that are none', async () => {
    const registry = await registryOf();
    registry.manifest({ schemaVersion: 1, history: [] }, 'old');
    put(registry, 'odd', {
      'org.opencontainers.image.revision': '$(id)',
      'org.opencontainers.image.source': 'https://u:p@git.example/x',
      'org.opencontainers.image.version': '<b>',
    });

    const revisions = connect(registry);

    expect(await revisions.revisionOf(`${registry.host}/a:old`, signal())).toEqual({ version: 'old' });
    expect(await revisions.revisionOf(`${registry.host}/a:odd`, signal())).toEqual({ version: 'odd' });
  });
});

describe('RegistrySection', () => {
  it.each([
    [{ host: 'https://ghcr.io' }, 'is a host'],
    [{ host: 'ghcr.io/shop' }, 'is a host'],
    [{ host: 'ghcr.io', username: 'x' }, 'belong together'],
    [{ host: 'ghcr.io', insecure: true, tls: {} }, 'contradicts'],
  ])('refuses %j', (section, problem) => {
    expect(RegistrySection.safeParse(section).error?.message).toContain(problem);
  });
});
