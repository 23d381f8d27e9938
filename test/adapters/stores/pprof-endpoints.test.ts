import { afterEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { describeProfileStore } from '../../contracts/profile-store.ts';
import { NOON } from '../../support/sample-incident.ts';
import {
  BASELINE,
  CHECKOUT,
  COMPARISON,
  connectTest,
  likeGo,
  MINUTE,
  NOW,
  profilesOf,
  reasonOf,
  refusing,
  startPods,
  targets,
  type Answering,
  type TestPods,
} from './pprof-endpoints/test-pods.ts';

const closing: TestPods[] = [];
afterEach(() => closing.splice(0).forEach((started) => started.close()));

async function pods(...answers: readonly Answering[]): Promise<TestPods> {
  const started = await startPods(...answers);
  closing.push(started);
  return started;
}

async function failureOf(fetching: Promise<unknown>): Promise<Failure> {
  const problem: unknown = await fetching.catch((error: unknown) => error);
  if (!(problem instanceof Failure)) throw new Error(`no failure but ${JSON.stringify(problem)}`);
  return problem;
}

describeProfileStore('pprof-endpoints', async (blocks) => {
  const { store, index, blobs, at } = connectTest({ targets: [{ address: 'pod:6060', labels: CHECKOUT }] });
  at(NOON + 24 * 60 * MINUTE);
  for (const { kind, labels, interval, bytes } of blocks) {
    const hash = await blobs.put(bytes);
    const captured = { ...labels, burnscope_capture: 'burn' };
    await index.add([{ kind, service: '', labels: captured, interval, hash, bytes: bytes.length }]);
  }
  return store;
});

describe('a burn that goes on', () => {
  it('is recorded now, at every pod, and the post says when', async () => {
    const fleet = await pods(likeGo, likeGo);
    const { fetch, at } = connectTest({ targets: targets(fleet), seconds: 20 });
    at(NOW + 90_000);

    const { blocks, notices, asked } = profilesOf(await fetch(COMPARISON));

    expect(fleet.asked).toEqual(Array(2).fill('/debug/pprof/profile?seconds=20'));
    expect(blocks.map(({ pod, interval }) => [pod, interval.from - NOW])).toEqual([
      ['a', 90_000],
      ['b', 90_000],
    ]);
    expect(notices).toEqual([
      expect.stringMatching(
        /^The burn was recorded on demand: \d+ s of 2 pods at 2026-11-22 14:17 UTC, 2 min after the compared window\.$/,
      ),
    ]);
    expect(asked).toContain('GET /debug/pprof/profile?seconds=20 of 2 targets: 2 of 2 pods (a, b)');
  });

  it('is recorded once: whoever asks again gets the same, long after as well', async () => {
    const fleet = await pods(likeGo);
    const { fetch, at } = connectTest({ targets: targets(fleet) });

    const first = profilesOf(await fetch(COMPARISON));
    at(NOON + 31 * MINUTE);
    const refined = profilesOf(await fetch({ ...COMPARISON, window: { from: NOON, to: NOON + 30 * MINUTE } }));
    at(NOON + 300 * MINUTE);
    const ended = { side: 'comparison', onset: NOON, endedAt: NOON + 20 * MINUTE } as const;
    const repeated = profilesOf(await fetch({ ...COMPARISON, burn: ended }));

    for (const later of [refined, repeated])
      expect(later.blocks).toMatchObject(first.blocks.map(({ pod, interval }) => ({ pod, interval })));
    expect(Buffer.from(refined.blocks[0]!.bytes)).toEqual(first.blocks[0]!.bytes);
    expect(refined.notices).toEqual(first.notices);
    expect(fleet.asked).toHaveLength(1);
  });

  it('is recorded although its first half hour is over: slow burns are told hours later', async () => {
    const fleet = await pods(likeGo);
    const { fetch, at } = connectTest({ targets: targets(fleet) });
    at(NOON + 5 * 60 * MINUTE);

    const { notices } = profilesOf(await fetch({ ...COMPARISON, window: { from: NOON, to: NOON + 30 * MINUTE } }));

    expect(notices[0]).toMatch(/, 5 h after the compared window/);
  });

  it('tells block and mutex of that time apart, and off-CPU where fgprof is', async () => {
    const cpu = '/debug/pprof/profile?seconds=1';
    const wall: Answering = (request, response) =>
      likeGo(request.url!.startsWith('/debug/fgprof') ? { url: cpu } : request, response);
    const fleet = await pods(wall);
    const plain = connectTest({ targets: targets(fleet) });

    const kinds = await Promise.all(
      (['block', 'mutex'] as const).map(async (kind) => profilesOf(await plain.fetch({ ...COMPARISON, kind }))),
    );

    expect(kinds.map(({ blocks }) => blocks[0]!.kind)).toEqual(['block', 'mutex']);
    expect(fleet.asked.toSorted()).toEqual(['/debug/pprof/block?seconds=15', '/debug/pprof/mutex?seconds=15']);
    expect(reasonOf(await plain.fetch({ ...COMPARISON, kind: 'off-cpu' }))).toContain('set paths.wall');
    const withWall = connectTest({ targets: targets(fleet), paths: { wall: '/debug/fgprof' } });
    expect(await failureOf(withWall.fetch({ ...COMPARISON, kind: 'off-cpu' }))).toMatchObject({
      message: expect.stringContaining('it answers with no wall profile') as string,
    });
    expect(fleet.asked).toContain('/debug/fgprof?seconds=15');
  });

  it('is recorded at so many pods, evenly chosen, which the post says', async () => {
    const fleet = await pods(...Array<Answering>(9).fill(likeGo));
    const { fetch } = connectTest({ targets: targets(fleet), max_pods: 3 });

    const { blocks, notices } = profilesOf(await fetch(COMPARISON));

    expect(blocks.map(({ pod }) => pod)).toEqual(['a', 'd', 'g']);
    expect(notices).toContain('Of 9 pods 3 were recorded, evenly chosen by name.');
  });

  it('asks as it is configured: prefix, headers, credentials', async () => {
    const fleet = await pods((request, response) =>
      likeGo({ url: request.url!.replace('/admin/prof/', '/debug/pprof/') }, response),
    );
    const { fetch } = connectTest({
      targets: targets(fleet),
      path: '/admin/prof/',
      headers: { 'X-Team': 'payments' },
      bearer_token_file: 'test/fixtures/profiles/README.md',
    });

    await fetch(COMPARISON);

    expect(fleet.headers[0]).toMatchObject({
      'x-team': 'payments',
      authorization: expect.stringMatching(/^Bearer ./) as string,
    });
  });
});

describe('pods that do not answer', () => {
  it.each<[string, Answering, RegExp]>([
    ['a closed door', refusing(403, 'forbidden'), /b \(answered 403: forbidden\)/],
    ['a page', refusing(200, '<html>Sign in</html>', 'text/html'), /b \(it answers with a page \(text\/html\)\)/],
    ['words', refusing(200, 'ok', 'text/plain'), /b \(it answers with no profile: /],
    ['nothing', refusing(200, ''), /b \(its answer is empty\)/],
    ['a hang up', (request) => void request.socket.destroy(), /b \(cannot be reached: \w+\)/],
    [
      'another profiler',
      refusing(500, 'Could not enable CPU profiling: cpu profiling already in use\n'),
      /b \(another profiler is recording its CPU\)/,
    ],
    [
      'a short write timeout',
      refusing(400, "profile duration exceeds server's WriteTimeout\n"),
      /b \(its server ends answers before 15 s: lower seconds\)/,
    ],
    [
      'a redirect',
      (_, response) => void response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(),
      /b \(answered 302: a redirect to http:\/\/169\.254\.169\.254\/latest, which is not followed\)/,
    ],
    [
      'more than is read',
      (_, response) => void response.writeHead(200).end(Buffer.alloc(33 * 1024 * 1024)),
      /b \(answered more than we read\)/,
    ],
  ])('are a sentence each, here %s, and the rest answers', async (_, answer, words) => {
    const fleet = await pods(likeGo, answer, likeGo);
    const { fetch } = connectTest({ targets: targets(fleet), max_pods: 3 });

    const { blocks, notices } = profilesOf(await fetch(COMPARISON));

    expect(blocks.map(({ pod }) => pod)).toEqual(['a', 'c']);
    expect(notices).toContainEqual(expect.stringMatching(words));
  });

  it('are given up after the recording and a little more', async () => {
    const fleet = await pods(likeGo, () => undefined);
    const { fetch, store } = connectTest({ targets: targets(fleet), seconds: 1, timeout: '200ms' });

    const { blocks, notices } = profilesOf(await fetch(COMPARISON));

    expect(blocks).toHaveLength(1);
    expect(notices).toContain('Left out: b (did not answer within 1.2 s).');
    expect(store.recordingMs).toBe(6_000);
  });

  it('are asked once more when another profiler may have ended', async () => {
    let first = true;
    const fleet = await pods((request, response) => {
      if (!first) return likeGo(request, response);
      first = false;
      return refusing(500, 'Could not enable CPU profiling: cpu profiling already in use')(request, response);
    });
    const { fetch } = connectTest({ targets: targets(fleet) });

    expect(profilesOf(await fetch(COMPARISON)).blocks).toHaveLength(1);
  });

  it('make a classified failure when none answers, and are left in peace for a minute', async () => {
    const fleet = await pods(refusing(503, 'overloaded'), refusing(503, 'overloaded'));
    const { fetch, at } = connectTest({ targets: targets(fleet) });

    const problem = await failureOf(fetch(COMPARISON));
    const again = await failureOf(fetch(COMPARISON));

    expect(problem).toMatchObject({ code: 'PROFILE_STORE_UNAVAILABLE', retryable: true });
    expect(problem.message).toBe(
      'no pod could be recorded: Left out: a (answered 503: overloaded), b (answered 503: overloaded).',
    );
    expect(again.message).toBe(problem.message);
    expect(fleet.asked).toHaveLength(2);
    at(NOW + MINUTE);
    await failureOf(fetch({ ...COMPARISON, window: { from: NOON, to: NOW + MINUTE } }));
    expect(fleet.asked).toHaveLength(4);
  });

  it('of a runtime without block profiles are no failure', async () => {
    const fleet = await pods(likeGo);
    const { fetch } = connectTest({ targets: targets(fleet), paths: { block: 'contention' } });

    expect(reasonOf(await fetch({ ...COMPARISON, kind: 'block' }))).toContain(
      'its pods do not serve /debug/pprof/contention',
    );
  });

  it('let go when the investigation is cancelled', async () => {
    const fleet = await pods(() => undefined);
    const { fetch } = connectTest({ targets: targets(fleet) });
    const stopping = new AbortController();

    const fetching = failureOf(fetch(COMPARISON, stopping.signal));
    await expect.poll(() => fleet.asked.length).toBe(1);
    stopping.abort();

    expect(await fetching).toMatchObject({ code: 'CANCELLED' });
  });
});

describe('a burn that is over', () => {
  const ended = { side: 'comparison', onset: NOON, endedAt: NOON + 5 * MINUTE } as const;

  it.each([
    ['ended', { ...COMPARISON, burn: ended }, NOW, /which ended at 2026-11-22 14:14 UTC nothing can be recorded/],
    ['was of another day', COMPARISON, NOON + 25 * 60 * MINUTE, /of a time that is over nothing can be recorded/],
    ['is of nobody', { ...COMPARISON, burn: undefined! }, NOON + 15 * MINUTE, /of a time that is over/],
  ])('cannot be recorded any more when it %s', async (_, query, now, words) => {
    const fleet = await pods(likeGo);
    const { fetch, at } = connectTest({ targets: targets(fleet) });
    at(now);

    expect(reasonOf(await fetch(query))).toMatch(words);
    expect(fleet.asked).toEqual([]);
  });
});

describe('what cannot be kept', () => {
  it('still answers, and the post says that a second look will record anew', async () => {
    const fleet = await pods(likeGo);
    const { fetch, blobs } = connectTest({ targets: targets(fleet) });
    blobs.fill();

    const { blocks, notices } = profilesOf(await fetch(COMPARISON));

    expect(blocks).toHaveLength(1);
    expect(notices).toContain(
      'What was recorded could not be kept (the fake disk is full): a second look will record anew.',
    );
  });

  it('of its selector is not taken from another service', async () => {
    const fleet = await pods(likeGo);
    const { fetch } = connectTest({ targets: targets(fleet) });

    expect(reasonOf(await fetch({ ...COMPARISON, selector: { service_name: 'cart' } }))).toContain(
      'none of 1 pods has the labels of the selector',
    );
    expect(reasonOf(await fetch({ ...COMPARISON, selector: { ...CHECKOUT, namespace: 'pay' } }))).toContain(
      'none of 1 pods tells the label namespace of the selector',
    );
    expect(reasonOf(await fetch({ ...BASELINE, selector: CHECKOUT }))).toMatch(
      /never recorded while it was healthy \(the next round is at 2026-11-22 15:13 UTC\)$/,
    );
  });
});
