import { describe, expect, it } from 'vitest';
import { packageOf } from '../../../../src/core/deploy/dependencies/package-of.ts';

describe('packageOf', () => {
  it.each([
    // Go: the module cache, -trimpath, vendor folders, names alone
    ['', '/root/go/pkg/mod/github.com/felixge/fgprof@v0.9.5/fgprof.go', 'go github.com/felixge/fgprof v0.9.5'],
    ['', 'github.com/felixge/fgprof@v0.9.5/fgprof.go', 'go github.com/felixge/fgprof v0.9.5'],
    ['', '/go/pkg/mod/github.com/!burnt!sushi/toml@v1.2.3/internal/x.go', 'go github.com/BurntSushi/toml v1.2.3'],
    ['', 'gopkg.in/yaml.v3@v3.0.1/scan.go', 'go gopkg.in/yaml.v3 v3.0.1'],
    ['', '/build/vendor/github.com/pkg/errors/errors.go', 'go github.com/pkg/errors'],
    ['', 'github.com/pkg/errors/errors.go', 'go github.com/pkg/errors'],
    ['github.com/felixge/fgprof.Start.func1', '', 'go github.com/felixge/fgprof'],
    ['gopkg.in/yaml%2ev3.Unmarshal', '', 'go gopkg.in/yaml.v3'],
    ['net/http.(*conn).serve', 'net/http/server.go', 'runtime go'],
    ['net/http.(*conn).serve', '/usr/local/go/src/net/http/server.go', 'runtime go'],
    ['runtime.mallocgc', '', 'runtime go'],
    ['vendor/golang.org/x/net/http2/hpack.Write', 'vendor/golang.org/x/net/http2/hpack/hpack.go', 'runtime go'],
    ['main.main', '/app/main.go', 'nothing'],
    // Node
    ['next', '/app/node_modules/express/lib/router.js', 'npm express'],
    ['next', 'file:///app/node_modules/@nestjs/core/router.js', 'npm @nestjs/core'],
    ['next', '/app/node_modules/a/node_modules/b/index.js', 'npm b'],
    ['next', '/app/node_modules/.pnpm/express@4.18.2/node_modules/express/router.js', 'npm express 4.18.2'],
    ['next', '/app/node_modules/.pnpm/@a+b@1.2.3_peer@1.0.0/node_modules/@a/b/x.js', 'npm @a/b 1.2.3'],
    ['next', '/app/.yarn/cache/lodash-npm-4.17.21-6382451519.zip/node_modules/lodash/map.js', 'npm lodash 4.17.21'],
    ['next', 'webpack://shop/./node_modules/express/router.js', 'npm express'],
    ['emit', 'node:events', 'runtime node'],
    ['handle', '/app/src/server.js', 'nothing'],
    // Python
    ['get', '/usr/local/lib/python3.12/site-packages/requests/api.py', 'pypi requests'],
    ['load', '/usr/lib/python3/dist-packages/yaml/__init__.py', 'pypi pyyaml'],
    ['open', '/app/.venv/lib/python3.12/site-packages/PIL/Image.py', 'pypi pillow'],
    ['pack', '/x/site-packages/google/protobuf/message.py', 'pypi protobuf'],
    ['get', '/x/site-packages/google/cloud/storage/blob.py', 'pypi google-cloud'],
    ['x', '/x/site-packages/six.py', 'pypi six'],
    ['x', '/x/site-packages/numpy/core/_multiarray.cpython-312-x86_64-linux-gnu.so', 'pypi numpy'],
    ['x', '/x/Foo_Bar-1.2.3-py3.9.egg/foo_bar/x.py', 'pypi foo-bar 1.2.3'],
    ['get', 'django/db/models/query.py', 'pypi django'],
    ['get (django/db/models/query.py:12)', '', 'pypi django'],
    ['decode', 'json/decoder.py', 'runtime python'],
    ['decode', '/usr/lib/python3.11/json/decoder.py', 'runtime python'],
    ['_load', '<frozen importlib._bootstrap>', 'runtime python'],
    ['rank', '/app/shop/search.py', 'nothing'],
    // Ruby, Rust, PHP
    ['call', '/usr/local/bundle/gems/rack-2.2.7/lib/rack.rb', 'rubygems rack 2.2.7'],
    ['call', '/usr/local/bundle/gems/nokogiri-1.15.0-x86_64-linux/lib/nokogiri.rb', 'rubygems nokogiri 1.15.0'],
    ['call', '/usr/local/lib/ruby/gems/3.2.0/gems/active-record-7.0.4/lib/x.rb', 'rubygems active-record 7.0.4'],
    ['call', '/usr/local/bundle/bundler/gems/own-aaaaaaaaaaaa/lib/x.rb', 'rubygems own'],
    ['each', '/usr/local/lib/ruby/3.2.0/set.rb', 'runtime ruby'],
    [
      'serde_json::de::from_str',
      '/home/build/.cargo/registry/src/crates.example-6f17d22bba15001f/serde_json-1.0.96/src/de.rs',
      'cargo serde_json 1.0.96',
    ],
    ['x', '/root/.cargo/git/checkouts/own-0123456789abcdef/abc1234/src/lib.rs', 'cargo own'],
    ['core::iter::next', '/rustc/90b35a6239c3d8bdabc530a6a0816f7ff89a0aaf/library/core/src/iter.rs', 'runtime rust'],
    ['tokio::park::park', '/app/shop', 'cargo tokio'],
    ['std::thread::spawn', '', 'runtime rust'],
    ['shop::pricing::quote', '/app/shop', 'nothing'],
    ['Symfony\\Kernel::handle', '/var/www/html/vendor/symfony/http-kernel/Kernel.php', 'composer symfony/http-kernel'],
    // JVM and .NET
    [
      'com.fasterxml.jackson.databind.ObjectMapper.readValue',
      'ObjectMapper.java',
      'maven com.fasterxml.jackson.core:jackson-databind',
    ],
    ['com/google/common/cache/LocalCache.get', '', 'maven com.google.guava:guava'],
    ['io.netty.channel.DefaultChannelPipeline.fireChannelRead', '', 'maven io.netty.channel'],
    ['java.util.HashMap.put', 'HashMap.java', 'runtime java'],
    ['com.acme.Cart.total', 'Cart.java', 'nothing'],
    ['Newtonsoft.Json.JsonConvert.DeserializeObject', '', 'nuget Newtonsoft.Json'],
    [
      'x',
      '/root/.nuget/packages/newtonsoft.json/13.0.1/lib/net6.0/Newtonsoft.Json.dll',
      'nuget newtonsoft.json 13.0.1',
    ],
    ['System.Threading.Thread.StartCallback', '', 'runtime dotnet'],
    ['Acme.Shop.Cart.Total', '', 'nothing'],
    ['', '', 'nothing'],
  ])('%s in %s', (name, file, expected) => {
    const of = packageOf({ function: name, file });

    expect([of?.ecosystem ?? 'nothing', of?.name, of?.version].filter((part) => part !== undefined).join(' ')).toBe(
      expected,
    );
  });
});
