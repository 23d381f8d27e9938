import { afterEach, describe, expect, it } from 'vitest';
import { startTestWeb } from './start-test-web.ts';
import type { TestWeb } from './start-test-web.ts';

let web: TestWeb;
afterEach(() => web.close());

const PPROF = Uint8Array.from([0x1f, 0x8b, 8, 0]);
const QUOTA = { profiles_per_minute: 3, megabytes_per_minute: 1 };
const LABELS = { per_profile: 3, longest: 64, sets_per_hour: 2 };

function push(name: string, body = PPROF): Promise<Response> {
  return fetch(`${web.url}/ingest?${new URLSearchParams({ name })}`, { method: 'POST', body: new Uint8Array(body) });
}

describe('what a service may push', () => {
  it('is a number of profiles a minute, and others are not kept waiting', async () => {
    web = await startTestWeb({ ingest_quota: QUOTA });
    for (let nth = 0; nth < 3; nth++) expect((await push('loud{pod=a}')).status).toBe(200);

    const [over, other] = [await push('loud{pod=b}'), await push('calm')];

    expect([over.status, other.status]).toEqual([429, 200]);
    expect(over.headers.get('retry-after')).toBe('20');
    expect(await over.json()).toEqual({
      code: 'resource_exhausted',
      message: 'service "loud" pushes more than 3 profiles a minute (web.ingest_quota.profiles_per_minute)',
    });
    web.pass(19_000);
    expect((await push('loud')).status).toBe(429);
    web.pass(1_000);
    expect((await push('loud')).status).toBe(200);
    expect(web.counted.filter((one) => one === 'push ingest over quota')).toHaveLength(2);
  });

  it('is a number of bytes a minute; one that is larger than what is left is taken on credit', async () => {
    web = await startTestWeb({ ingest_quota: QUOTA });

    expect((await push('loud', new Uint8Array(1.5 * 1024 * 1024).fill(10))).status).toBe(200);
    const over = await push('loud');

    expect([over.status, over.headers.get('retry-after')]).toEqual([429, '31']);
    web.pass(31_000);
    expect((await push('loud')).status).toBe(200);
  });

  it('comes back whole in a quiet minute, and not more than that', async () => {
    web = await startTestWeb({ ingest_quota: QUOTA });
    await push('loud');
    web.pass(600_000);

    const statuses = [];
    for (let nth = 0; nth < 4; nth++) statuses.push((await push('loud')).status);

    expect(statuses).toEqual([200, 200, 200, 429]);
  });
});

describe('labels', () => {
  it('that are new with every push are refused by name, within the hour', async () => {
    web = await startTestWeb({ ingest_labels: LABELS });
    const statuses = [];
    for (const name of ['shop{zone=x,request=1}', 'shop{zone=x,request=2}', 'shop{request=1,zone=x}']) {
      statuses.push((await push(name)).status);
    }

    const [over, other] = [await push('shop{zone=x,request=3}'), await push('till{request=3}')];

    expect([...statuses, over.status, other.status]).toEqual([200, 200, 200, 400, 200]);
    const { message } = await over.json();
    expect(message).toContain('service "shop" has more than 2 different label sets within an hour');
    expect(message).toContain('the label "request" alone has 2 texts');
    web.pass(3_600_000);
    expect((await push('shop{zone=x,request=3}')).status).toBe(200);
  });

  it.each([
    [{ a: '1', b: '2', c: '3' }, 'name: 4 labels, at most 3 are taken (web.ingest_labels.per_profile): a, b, c'],
    [{ a: 'x'.repeat(65) }, 'name: the label "a" is longer than 64 bytes (web.ingest_labels.longest)'],
    [{ ['é'.repeat(33)]: '1' }, 'is longer than 64 bytes'],
  ])('%j are refused', async (labels, why) => {
    web = await startTestWeb({ ingest_labels: LABELS });
    const pairs = Object.entries(labels).map((pair) => pair.join('='));

    const answer = await push(`shop{${pairs.join()}}`);

    expect(answer.status).toBe(400);
    expect((await answer.json()).message).toContain(why);
  });
});
