import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { stillClock } from './connect-test-pyroscope.ts';
import { answering, cpu, EMPTY, failure, PAYMENTS_THERE, replay, selfTimes, total, URL, WINDOW } from './recorded.ts';

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
afterAll(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

describe('what goes wrong at Pyroscope', () => {
  it.each([
    [
      '200-mt-no-tenant-SelectMergeStacktraces',
      'PROFILE_STORE_REJECTED',
      false,
      /answered 401: unauthenticated: no org id \(set tenant\)$/,
    ],
    [
      '205-mt-tenant-bad-chars',
      'PROFILE_STORE_REJECTED',
      false,
      /tenant ID 'a\/b' contains unsupported character '\/' \(correct tenant\)$/,
    ],
    [
      '230-limit-range-over-24h',
      'PROFILE_STORE_REJECTED',
      false,
      /max_query_length, actual: 25h0m0s, limit: 1d\) \(the window is longer/,
    ],
    [
      '107-err-timeout-1ms',
      'PROFILE_STORE_TIMEOUT',
      true,
      /answered 504: deadline_exceeded: request timed out.* \(shorten window\.max/,
    ],
    [
      '110-err-profile-id-selector-bad',
      'PROFILE_STORE_REJECTED',
      false,
      /answered 500: unknown: rpc error: code = Unknown/,
    ],
    [
      '311-v1-bad-matcher-series',
      'PROFILE_STORE_REJECTED',
      false,
      /answered 500: unknown: unknown: rpc error: code = InvalidArgument desc = failed to parse/,
    ],
  ])('%s is one sentence, and asked no more than once', async (name, code, retryable, message) => {
    const { calls } = replay({ Series: [name] });

    expect(await failure()).toMatchObject({ code, retryable, message: expect.stringMatching(message) });
    expect(calls).toEqual(['Series']);
  });

  it.each([
    ['unknown', 500],
    ['unavailable', 503],
    ['resource_exhausted', 429],
  ])('%s passes when it is asked once more', async (code, status) => {
    const busy = answering(status, 'application/json', JSON.stringify({ code, message: 'busy' }));
    const { calls } = replay({
      ...PAYMENTS_THERE,
      Series: [busy, '19-Series-types-payments'],
      SelectMergeProfile: ['30-SelectMergeProfile-payments-cpu-base-proto', EMPTY],
    });
    const clock = stillClock(WINDOW.to);

    expect(total(await cpu(WINDOW, clock))).toBe(48e9);
    expect(calls.filter((method) => method === 'Series')).toHaveLength(2);
    expect(clock.slept).toEqual([300]);
  });

  it('a limit with a time is kept to, a long one is handed on', async () => {
    const busy = (after: string) => answering(429, 'text/plain', 'slow down', { 'retry-after': after });
    replay({ ...PAYMENTS_THERE, Series: [busy('1'), '19-Series-types-payments'], SelectMergeProfile: [EMPTY] });
    const clock = stillClock(WINDOW.to);
    await cpu(WINDOW, clock);
    nock.cleanAll();
    const { calls } = replay({ Series: [busy('30')] });

    expect(clock.slept).toEqual([1000]);
    expect(await failure()).toMatchObject({ code: 'PROFILE_STORE_UNAVAILABLE', retryable: true, retryAfter: 30_000 });
    expect(calls).toEqual(['Series']);
  });

  it.each([
    ['a page with 200', answering(200, 'text/html', '<html>'), /does not answer like Pyroscope \(text\/html\)$/],
    ['a page with 403', answering(403, 'text/html; charset=utf-8', '<html>secret'), /answered 403: text\/html/],
    [
      'a redirect',
      answering(302, 'text/html', '', { location: 'https://login.example/?next=x' }),
      /a redirect to https:\/\/login\.example\/, which is not/,
    ],
    [
      'JSON of something else',
      answering(200, 'application/json', '{"labelsSet":"no"}'),
      /does not answer like Pyroscope \(Series: /,
    ],
    ['JSON that breaks off', answering(200, 'application/json', '{"labelsSet":['), /does not answer like Pyroscope/],
    [
      'a gateway with numbers for codes',
      answering(404, 'application/json', '{"code":5,"message":"Not Found"}'),
      /answered 404: Not Found$/,
    ],
    [
      'an unknown path',
      answering(404, 'text/plain; charset=utf-8', '404 page not found\n'),
      /answered 404: 404 page not found$/,
    ],
    [
      'no right',
      answering(403, 'application/json', '{"code":"permission_denied","message":"no"}'),
      /\(these credentials may not read it\)$/,
    ],
  ])('%s is one sentence', async (_, answer, message) => {
    replay({ Series: [answer] });

    const problem = await failure();

    expect(problem).toMatchObject({ code: 'PROFILE_STORE_REJECTED', retryable: false });
    expect(problem.message).toMatch(message);
    expect(problem.message).not.toContain('secret');
  });

  it('a part that fails leaves the others, and a sentence', async () => {
    const lost = answering(404, 'text/plain', 'gone');
    replay({
      ...PAYMENTS_THERE,
      SelectMergeProfile: [
        '30-SelectMergeProfile-payments-cpu-base-proto',
        answering(504, 'application/json', '{"code":"deadline_exceeded","message":"late"}'),
        EMPTY,
      ],
    });
    const fetched = await cpu();
    nock.cleanAll();
    replay({ ...PAYMENTS_THERE, SelectMergeProfile: [lost] });

    expect(total(fetched)).toBe(48e9);
    expect(fetched.kind === 'profiles' && fetched.notices).toEqual([
      `1 of 4 reads of cpu profiles are missing: ${URL} answered 504: deadline_exceeded: late.`,
    ]);
    expect(await failure()).toMatchObject({ code: 'PROFILE_STORE_REJECTED', message: `${URL} answered 404: gone` });
  });

  it('a profile that is too large is read as a tree of its functions instead', async () => {
    const tooLarge = answering(
      429,
      'application/json',
      '{"code":"resource_exhausted","message":"grpc: received message larger than max (200 vs. 100)"}',
    );
    const { calls } = replay({
      ...PAYMENTS_THERE,
      SelectMergeProfile: [tooLarge],
      SelectMergeStacktraces: ['143-vector-tree'],
    });

    const fetched = await cpu();

    expect(selfTimes(fetched)).toEqual({ parse: 120, db: 200, handler: 20, gc: 60 });
    expect(calls).toContain('SelectMergeStacktraces');
  });
});
