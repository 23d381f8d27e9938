import { describe, expect, it } from 'vitest';
import { readPushKind } from '../../../src/adapters/web/push-kind.ts';
import { LONGEST_LABEL, MOST_LABELS, readPushName } from '../../../src/adapters/web/push-name.ts';
import { readPushInterval } from '../../../src/adapters/web/push-time.ts';

describe('name=app{k=v}', () => {
  it('reads what the Go agent sends, without its session', () => {
    const name =
      'checkout{__session_id__=77e4,otel.scope.name=com.grafana.pyroscope/go,pod=checkout-5c9d-bbbbb,service_repository=https://github.com/acme/checkout}';

    expect(readPushName(name)).toEqual({
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
  ])('takes the service of %j', (name, service, suffix) => {
    const read = readPushName(name);

    expect(read.service).toBe(service);
    expect(read.labels['service_name']).toBe(service);
    expect(read.suffix).toBe(suffix);
  });

  it('keeps everything behind the first equals sign', () => {
    expect(readPushName('a{q=x=y}').labels).toEqual({ service_name: 'a', q: 'x=y' });
  });

  it.each([
    ['shop{pod=a', '"{" without "}"'],
    ['shop{pod}', 'has no "="'],
    ['shop{=a}', 'a label without a name'],
    ['{pod=a}', 'application name is empty'],
    [`shop{pod=${'x'.repeat(LONGEST_LABEL + 1)}}`, `longer than ${LONGEST_LABEL} bytes`],
    [`shop{${Array.from({ length: MOST_LABELS + 1 }, (_, n) => `l${n}=x`).join(',')}}`, `at most ${MOST_LABELS}`],
  ])('refuses %.40s, saying why', (name, why) => {
    expect(() => readPushName(name)).toThrow(why);
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
    [undefined, config('mutex_duration'), 'mutex'],
    [undefined, config('block_duration'), 'block'],
    ['cpu', undefined, 'cpu'],
    ['mutex_count', config('block_count'), 'mutex'],
    [undefined, config('goroutines'), undefined],
    [undefined, new TextEncoder().encode('{"a":null,"b":7'), undefined],
    [undefined, undefined, undefined],
  ] as const)('%s', (suffix, sampleTypeConfig, kind) => {
    expect(readPushKind(suffix, sampleTypeConfig)).toBe(kind);
  });
});
