import { describe, expect, it } from 'vitest';
import { readGeneric } from '../../../../src/adapters/web/deploys/generic.ts';
import { COMMIT, delivery, LIVE, onlyEvent, RECEIVED, recorded } from './read-recorded.ts';

const full = {
  service: 'shop',
  version: 'v1.5.0',
  previous_version: 'v1.4.2',
  commit: COMMIT,
  previous_commit: COMMIT.slice(8),
  repository: 'https://git.acme.example/pay/shop.git',
  environment: 'production',
  started_at: '2026-11-24T13:42:10+02:00',
  finished_at: LIVE,
  status: 'success',
  kind: 'rollback',
  actor: 'robin',
  url: 'https://ci.acme.example/runs/77',
  image: 'r.example/pay/shop:v1.5.0',
  id: 'run-77',
  labels: { team: 'payments', canary: true, shard: 3 },
};

function problems(body: unknown): readonly string[] {
  const reading = readGeneric(delivery(body));
  return reading.kind === 'invalid' ? reading.problems : [];
}

function idAt(body: unknown, receivedAt: number): string | undefined {
  const reading = readGeneric({ ...delivery(body), receivedAt });
  return reading.kind === 'read' ? reading.events[0]?.id : undefined;
}

describe('the generic JSON', () => {
  it('has a field for everything that is known of a deploy', () => {
    expect(onlyEvent(readGeneric, full)).toEqual({
      source: 'generic',
      id: 'run-77',
      labels: {
        source: 'generic',
        app: 'shop',
        name: 'shop',
        team: 'payments',
        canary: 'true',
        shard: '3',
        repository: 'https://git.acme.example/pay/shop.git',
        environment: 'production',
        image: 'r.example/pay/shop',
      },
      service: 'shop',
      kind: 'rollback',
      status: 'success',
      version: 'v1.5.0',
      fromVersion: 'v1.4.2',
      commit: COMMIT,
      fromCommit: COMMIT.slice(8),
      repository: 'https://git.acme.example/pay/shop.git',
      images: ['r.example/pay/shop:v1.5.0'],
      revisions: [],
      startedAt: Date.parse('2026-11-24T11:42:10Z'),
      at: LIVE,
      environment: 'production',
      actor: 'robin',
      url: 'https://ci.acme.example/runs/77',
    });
  });

  it('needs a service and a version only, and is of now', () => {
    expect(onlyEvent(readGeneric, { service: 'shop', version: 'v1.5.0' })).toMatchObject({
      service: 'shop',
      version: 'v1.5.0',
      at: RECEIVED,
    });
  });

  it('takes a list, and a list under deploys', () => {
    const two = [full, { ...full, id: 'run-78' }];

    for (const body of [two, { deploys: two }]) {
      expect(readGeneric(delivery(body))).toMatchObject({ events: [{ id: 'run-77' }, { id: 'run-78' }] });
    }
  });

  it('knows a retry of a body without id and times, and another deploy of the same version later', () => {
    const body = { service: 'shop', version: 'v1.5.0' };
    const early = Math.floor(RECEIVED / 600_000) * 600_000;

    expect(idAt(body, early)).toBe(idAt(body, early + 599_000));
    expect(idAt(body, early)).not.toBe(idAt(body, early + 3_600_000));
  });

  it('knows a body with times again whenever it comes', () => {
    const body = { service: 'shop', version: 'v1.5.0', finished_at: '2026-11-24T11:46:30Z' };

    expect(idAt(body, RECEIVED)).toBe(idAt(body, RECEIVED + 86_400_000));
    expect(idAt(body, RECEIVED)).not.toBe(idAt({ ...body, finished_at: '2026-11-24T11:46:31Z' }, RECEIVED));
  });

  it('does not mix up long ids with the same beginning', () => {
    const long = 'x'.repeat(500);

    expect(idAt({ ...full, id: `${long}1` }, RECEIVED)).not.toBe(idAt({ ...full, id: `${long}2` }, RECEIVED));
  });

  it('takes what is sent to Datadog', () => {
    expect(onlyEvent(readGeneric, recorded('datadog'))).toMatchObject({
      id: '4242fcdd31586083',
      service: 'shop',
      version: 'v1.5.0',
      commit: COMMIT,
      repository: 'https://github.com/acme/shop',
      environment: 'production',
      startedAt: LIVE - 260_000,
      at: LIVE,
    });
  });

  it.each([
    [{ ...full, versoin: 'v1' }, 'versoin is no field — did you mean "version"?'],
    [{ ...full, startedAt: 1 }, 'startedAt is no field — did you mean "started_at"?'],
    [{ ...full, version: ['v1'] }, 'version must be a text'],
    [{ ...full, version: ' ' }, 'version must be a text'],
    [{ ...full, commit: 'main' }, 'commit must be a revision of git: 7 to 64 hex digits'],
    [{ ...full, finished_at: 'yesterday' }, 'finished_at must be a time with its zone'],
    [{ ...full, finished_at: '2026-11-24T11:46:30' }, 'finished_at must be a time with its zone'],
    [{ ...full, started_at: LIVE + 1 }, 'finished_at is before started_at'],
    [{ ...full, status: 'succes' }, 'status must be "running", "success", "failed" — did you mean "success"?'],
    [{ ...full, kind: 'flag' }, 'kind must be "version", "rollback", "feature-flag", "config"'],
    [{ ...full, url: 'javascript:alert(1)' }, 'url must be an http(s) address'],
    [{ ...full, labels: { a: { b: 1 } } }, 'labels must be texts by name'],
    [{ service: 'shop' }, 'version is missing: version, commit or image says what was deployed'],
    [[full, { service: 'shop', image: 7, vesion: 'v' }], '[1].vesion is no field — did you mean "version"?'],
    [{ deploys: [full, 3] }, 'deploys[1] must be an object with fields'],
    ['v1.5.0', 'the body must be an object with fields'],
    [null, 'the body must be an object with fields'],
    [Array.from({ length: 1001 }, () => full), 'at most 1000 deploys at once, and there are 1001'],
  ])('%# says what is wrong', (body, problem) => {
    expect(problems(body).join('\n')).toContain(problem);
  });

  it('takes nulls for what is absent, as scripts write them', () => {
    expect(onlyEvent(readGeneric, { ...full, url: null, commit: null })).not.toHaveProperty('commit');
  });
});
