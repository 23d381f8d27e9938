import { describe, expect, it } from 'vitest';
import { displayNames, readPushCounts, readPushKind } from '../../../src/adapters/web/push-kind.ts';
import { readPushName } from '../../../src/adapters/web/push-name.ts';
import { readPushInterval } from '../../../src/adapters/web/push-time.ts';

const LIMITS = { per_profile: 64, longest: 2048, sets_per_hour: 10 };

describe('name=app{k=v}', () => {
  it('reads what the Go agent sends, without its session', () => {
    const name =
      'checkout{__session_id__=77e4,otel.scope.name=com.grafana.pyroscope/go,pod=checkout-5c9d-bbbbb,service_repository=https://github.com/acme/checkout}';

    expect(readPushName(name, LIMITS)).toEqual({
      service: 'checkout',
      labels: {
        service_name: 'checkout',
        'otel.scope.name': 'com.grafana.pyroscope/go',
        pod: 'checkout-5c9d-bbbbb',
        service_repository: 'https://github.com/acme/checkout',
      },
    });
  });

  it.each([
    ['shop', 'shop', undefined],
    ['shop{}', 'shop', undefined],
    ['shop.cpu', 'shop', 'cpu'],
    ['shop.cpu{pod=a}', 'shop', 'cpu'],
    ['shop.mutex_duration{}', 'shop', 'mutex_duration'],
    ['my.app', 'my.app', undefined],
    ['my.app.cpu', 'my.app', 'cpu'],
    ['shop.cpu.cpu', 'shop.cpu', 'cpu'],
    ['shop{service_name=till}', 'till', undefined],
    ['日本 語{ a = b=c , }', '日本 語', undefined],
    ['my.app.off_cpu', 'my.app', 'off_cpu'],
  ])('takes the service of %j', (name, service, suffix) => {
    const read = readPushName(name, LIMITS);

    expect(read.service).toBe(service);
    expect(read.labels['service_name']).toBe(service);
    expect(read.suffix).toBe(suffix);
  });

  it('keeps everything behind the first equals sign', () => {
    expect(readPushName('a{q=x=y}', LIMITS).labels).toEqual({ service_name: 'a', q: 'x=y' });
  });

  it.each([
    ['a{pod="b"}', { pod: 'b' }],
    ['a{pod="b", q="x,y=\\"z\\"", r=1}', { pod: 'b', q: 'x,y="z"', r: '1' }],
    ['a{q="open,r=1}', { q: '"open', r: '1' }],
    ['a{q="x"y,r=1}', { q: '"x"y', r: '1' }],
    ['a{q=,__x__=1,,r=1,}', { r: '1' }],
  ])('reads the labels of %s', (name, labels) => {
    expect(readPushName(name, LIMITS).labels).toEqual({ service_name: 'a', ...labels });
  });

  it.each([
    ['shoppod="a"', 'curl takes the braces away unless it is called with -g'],
    ['shop{pod=a', '"{" without "}"'],
    ['shop{pod}', 'has no "="'],
    ['shop{=a}', 'a label without a name'],
    ['{pod=a}', 'application name is empty'],
    [`shop{pod=${'x'.repeat(2049)}}`, 'longer than 2048 bytes'],
    [`shop{${Array.from({ length: 65 }, (_, n) => `l${n}=x`).join(',')}}`, 'at most 64'],
  ])('refuses %.40s, saying why', (name, why) => {
    expect(() => readPushName(name, LIMITS)).toThrow(why);
  });
});

describe('from and until', () => {
  const at = Date.parse('2026-11-24T18:00:00Z');

  it.each([
    ['1795543200', '1795543215'],
    ['1795543200000', '1795543215000'],
    ['1795543200000000', '1795543215000000'],
    ['1795543200000000000', '1795543215000000000'],
    ['2026-11-24T18:00:00Z', '2026-11-24T18:00:15+00:00'],
    ['1795543200.0', '1795543215'],
  ])('reads %s', (from, until) => {
    expect(readPushInterval(from, until)).toEqual({ from: at, to: at + 15_000 });
  });

  it('is absent when one of them is', () => {
    expect(readPushInterval(undefined, '1795543215')).toBeUndefined();
  });

  it.each([
    ['yesterday', '1795543215', 'from: "yesterday" is no time'],
    ['1795543200', 'NaN', 'until: "NaN" is no time'],
    ['9'.repeat(40), '1', 'from:'],
    ['1795543215', '1795543200', 'until: lies before from'],
  ])('refuses %s … %s', (from, until, why) => {
    expect(() => readPushInterval(from, until)).toThrow(why);
  });
});

describe('the kind the sender means', () => {
  const config = (name: string): Uint8Array => new TextEncoder().encode(`{"delay":{"display-name":"${name}"}}`);

  it.each([
    [[undefined, ...displayNames(config('mutex_duration'))], undefined, 'mutex'],
    [[undefined, ...displayNames(config('block_duration'))], undefined, 'block'],
    [['cpu'], undefined, 'cpu'],
    [['mutex_count'], undefined, 'none'],
    [['block_count', 'block_duration'], 'lock_samples', 'block'],
    [['goroutines'], undefined, 'none'],
    [['process_cpu'], undefined, 'cpu'],
    [['process_offcpu'], undefined, 'off-cpu'],
    [['offcpu'], undefined, 'off-cpu'],
    [['godeltaprof_block'], undefined, 'block'],
    [['memory'], undefined, 'none'],
    [['wall'], 'samples', 'wall'],
    [[undefined], 'bytes', 'none'],
    [displayNames(new TextEncoder().encode('{"a":null,"b":7')), undefined, undefined],
    [[undefined], undefined, undefined],
  ] as const)('%j in %s is %s', (names, units, kind) => {
    expect(readPushKind(names, units)).toBe(kind);
  });

  it.each([
    ['cpu', 'samples', 0, { unit: 'samples', rateHz: 100 }],
    ['wall', '', 250, { unit: 'samples', rateHz: 250 }],
    ['mutex', 'samples', 100, { unit: 'nanoseconds', rateHz: 100 }],
    ['block', 'lock_nanoseconds', 0, { unit: 'nanoseconds', rateHz: 100 }],
    [undefined, 'microseconds', 0, { unit: 'microseconds', rateHz: 100 }],
    [undefined, 'constructor', 0, { unit: 'samples', rateHz: 100 }],
  ] as const)('counts of %s in %j at %i Hz', (kind, units, rate, counts) => {
    expect(readPushCounts(kind, units, rate)).toEqual(counts);
  });
});
