import { describe, expect, it } from 'vitest';
import type { Ecosystem } from '../../../../src/core/deploy/dependencies/dependency-change.ts';
import { livesIn, livingIn } from '../../../../src/core/deploy/dependencies/lives-in.ts';

describe('livesIn', () => {
  it.each<[string, string, Ecosystem, string]>([
    ['github.com/felixge/fgprof.Start.func1', '', 'go', 'github.com/felixge/fgprof'],
    [
      'github.com/aws/aws-sdk-go/aws/request.Send',
      'github.com/aws/aws-sdk-go@v1.50.0/aws/request/x.go',
      'go',
      'github.com/aws/aws-sdk-go',
    ],
    ['github.com/x/y/inner.Do', '/build/vendor/github.com/x/y/inner/x.go', 'go', 'github.com/x/y'],
    ['runtime.mallocgc', 'runtime/malloc.go', 'runtime', 'go'],
    ['next', '/app/node_modules/express/router.js', 'npm', 'express'],
    ['emit', 'node:events', 'runtime', 'node'],
    ['open', '/x/site-packages/PIL/Image.py', 'pypi', 'pillow'],
    ['connect', '/x/site-packages/psycopg2/__init__.py', 'pypi', 'psycopg2-binary'],
    ['get', '/x/site-packages/google/cloud/storage/blob.py', 'pypi', 'google-cloud-storage'],
    ['tracing_core::span', '/root/.cargo/registry/src/x/tracing-core-0.1.30/src/span.rs', 'cargo', 'tracing-core'],
    ['tokio_util::codec::next', '', 'cargo', 'tokio-util'],
    ['io.netty.channel.Pipeline.fire', 'Pipeline.java', 'maven', 'io.netty:netty-all'],
    [
      'com.fasterxml.jackson.databind.ObjectMapper.readValue',
      '',
      'maven',
      'com.fasterxml.jackson.core:jackson-databind',
    ],
    ['com.google.common.cache.LocalCache.get', '', 'maven', 'com.google.guava:guava'],
    [
      'org.springframework.web.servlet.DispatcherServlet.doDispatch',
      '',
      'maven',
      'org.springframework.boot:spring-boot-starter-parent',
    ],
    ['com.acme.lib.money.Round.up', '', 'maven', 'com.acme.lib:money'],
    ['java.util.HashMap.put', '', 'runtime', 'java'],
    ['Npgsql.NpgsqlConnection.Open', '', 'nuget', 'Npgsql'],
    ['Acme.Money.Round.Up', '', 'nuget', 'acme.money'],
    ['Acme.Money!Round.Up.Now', '', 'nuget', 'Acme.Money'],
    ['call', '/usr/local/bundle/gems/rack-2.2.7/lib/rack.rb', 'rubygems', 'rack'],
  ])('%s in %s is of %s %s', (name, file, ecosystem, changed) => {
    expect(livesIn({ function: name, file }, { ecosystem, name: changed, to: '2' })).toBe(true);
  });

  it.each<[string, string, Ecosystem, string]>([
    ['github.com/felixge/fgprofiler.Start', '', 'go', 'github.com/felixge/fgprof'],
    ['github.com/x/y.Do', 'github.com/x/y@v1.0.0/x.go', 'go', 'github.com/x'],
    ['example.com/shop/pricing.Quote', 'example.com/shop/pricing/quote.go', 'go', 'github.com/x/y'],
    ['next', '/app/node_modules/express/node_modules/qs/x.js', 'npm', 'express'],
    ['handle', '/app/src/express/router.js', 'npm', 'express'],
    ['get', '/x/site-packages/requests_oauthlib/x.py', 'pypi', 'requests'],
    ['com.fasterxml.jackson.core.JsonParser.next', '', 'maven', 'com.google.guava:guava'],
    ['org.apache.kafka.clients.Consumer.poll', '', 'maven', 'org.apache.commons.lang:lang'],
    ['com.acme.Cart.total', '', 'maven', 'com.acme.lib:money'],
    ['com.acme.library.Cart.total', '', 'maven', 'com.acme.lib:money'],
    ['Acme.Moneyed.Round.Up', '', 'nuget', 'Acme.Money'],
    ['com.acme.money.Round.up', '', 'nuget', 'com.acme.money2'],
    ['rank', '/app/search.py', 'runtime', 'python'],
    ['emit', 'node:events', 'npm', 'events'],
    ['', '', 'go', ''],
  ])('%s in %s is not of %s %s', (name, file, ecosystem, changed) => {
    expect(livesIn({ function: name, file }, { ecosystem, name: changed, to: '2' })).toBe(false);
  });
});

describe('livingIn', () => {
  it('takes of modules inside each other the inner one', () => {
    const changes = ['github.com/aws/sdk', 'github.com/aws/sdk/service/s3', 'github.com/aws/other'].map((name) => ({
      ecosystem: 'go' as const,
      name,
      to: 'v2',
    }));

    const found = livingIn({ function: 'github.com/aws/sdk/service/s3/types.Read', file: '' }, changes);

    expect(found.map(({ name }) => name)).toEqual(['github.com/aws/sdk/service/s3']);
  });

  it('takes of the artifacts of a group the one that the class is called like', () => {
    const changes = ['io.netty:netty-codec', 'io.netty:netty-handler'].map((name) => ({
      ecosystem: 'maven' as const,
      name,
    }));

    const found = livingIn({ function: 'io.netty.handler.ssl.SslHandler.unwrap', file: 'SslHandler.java' }, changes);

    expect(found.map(({ name }) => name)).toEqual(['io.netty:netty-handler']);
  });

  it('is empty where nothing fits', () => {
    expect(livingIn({ function: 'main.main', file: '' }, [{ ecosystem: 'go', name: 'example.com/a' }])).toEqual([]);
  });
});
