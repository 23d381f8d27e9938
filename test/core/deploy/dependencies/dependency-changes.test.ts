import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dependencyChanges,
  isDependencyManifest,
} from '../../../../src/core/deploy/dependencies/dependency-changes.ts';

/** Each file once before and once after, in the format that its documentation shows; what a reader must see. */
const BUMPS: Readonly<
  Record<string, readonly [path: string, before: string, after: string, changes: readonly string[]]>
> = {
  'go.mod with blocks, replacements, toolchain and indirect ones': [
    'services/shop/go.mod',
    `module example.com/shop

go 1.21

require github.com/felixge/fgprof v0.9.4
require (
	github.com/google/pprof v0.0.0-20240101000000-aaaaaaaaaaaa // indirect
	github.com/kept/kept v1.0.0
	example.com/forked v1.0.0
	example.com/local v1.0.0
)
replace example.com/forked => example.com/fork v1.0.1
exclude github.com/kept/kept v0.9.0
`,
    `module example.com/shop

go 1.22
toolchain go1.22.3

require github.com/felixge/fgprof v0.9.5
require (
	github.com/google/pprof v0.0.0-20240202000000-bbbbbbbbbbbb // indirect
	github.com/kept/kept v1.0.0
	example.com/forked v1.0.0
	example.com/local v1.0.0
	"example.com/new" v2.0.0+incompatible
)
replace (
	example.com/forked v1.0.0 => example.com/fork v1.0.2
	example.com/local => ../local
)
`,
    [
      'go example.com/forked example.com/fork v1.0.1 > example.com/fork v1.0.2',
      'go example.com/local v1.0.0 > ../local',
      'go example.com/new - > v2.0.0+incompatible',
      'go github.com/felixge/fgprof v0.9.4 > v0.9.5',
      'go github.com/google/pprof v0.0.0-20240101000000-aaaaaaaaaaaa > v0.0.0-20240202000000-bbbbbbbbbbbb',
      'runtime go 1.21 > 1.22',
      'runtime go - > 1.22.3',
    ],
  ],
  'modules that are vendored': [
    'vendor/modules.txt',
    '# github.com/pkg/errors v0.9.0\n## explicit\ngithub.com/pkg/errors\n# example.com/a v1.0.0 => example.com/b v1.0.0\n',
    '# github.com/pkg/errors v0.9.1\n## explicit\ngithub.com/pkg/errors\n# example.com/a v1.0.0 => example.com/b v1.1.0\n',
    ['go example.com/a example.com/b v1.0.0 > example.com/b v1.1.0', 'go github.com/pkg/errors v0.9.0 > v0.9.1'],
  ],
  'package.json': [
    'package.json',
    '{"engines":{"node":">=20"},"dependencies":{"express":"^4.18.0","kept":"1"},"devDependencies":{"vitest":"^1"}}',
    '{"engines":{"node":">=22"},"dependencies":{"express":"^5.0.0","kept":"1"}}',
    ['npm express ^4.18.0 > ^5.0.0', 'runtime node >=20 > >=22', 'npm vitest ^1 > -'],
  ],
  'package-lock.json of npm 6': [
    'package-lock.json',
    '{"lockfileVersion":1,"dependencies":{"a":{"version":"1.0.0","dependencies":{"b":{"version":"1.9.0"}}},"b":{"version":"1.10.0"}}}',
    '{"lockfileVersion":1,"dependencies":{"a":{"version":"1.0.1","dependencies":{"b":{"version":"1.9.1"}}},"b":{"version":"1.10.1"}}}',
    ['npm a 1.0.0 > 1.0.1', 'npm b 1.9.0 > 1.9.1', 'npm b 1.10.0 > 1.10.1'],
  ],
  'package-lock.json of npm 7 and later, with aliases, workspaces and git': [
    'web/package-lock.json',
    JSON.stringify({
      lockfileVersion: 3,
      packages: {
        '': { name: 'web', version: '1.0.0' },
        'packages/own': { version: '1.0.0' },
        'node_modules/own': { resolved: 'packages/own', link: true },
        'node_modules/@a/b': { version: '1.0.0' },
        'node_modules/@a/b/node_modules/c': { version: '2.0.0' },
        'node_modules/short': { name: 'real', version: '1.0.0' },
        'node_modules/g': { version: '1.0.0', resolved: `git+ssh://git@github.com/x/g.git#${'a'.repeat(40)}` },
      },
    }),
    JSON.stringify({
      lockfileVersion: 3,
      packages: {
        '': { name: 'web', version: '1.1.0' },
        'packages/own': { version: '1.1.0' },
        'node_modules/own': { resolved: 'packages/own', link: true },
        'node_modules/@a/b': { version: '1.0.1' },
        'node_modules/@a/b/node_modules/c': { version: '2.0.1' },
        'node_modules/short': { name: 'real', version: '1.0.1' },
        'node_modules/g': { version: '1.0.0', resolved: `git+ssh://git@github.com/x/g.git#${'b'.repeat(40)}` },
      },
    }),
    ['npm @a/b 1.0.0 > 1.0.1', 'npm c 2.0.0 > 2.0.1', 'npm g 1.0.0#aaaaaaa > 1.0.0#bbbbbbb', 'npm real 1.0.0 > 1.0.1'],
  ],
  'yarn.lock of Yarn 1': [
    'yarn.lock',
    `# yarn lockfile v1


"@babel/core@^7.0.0", "@babel/core@^7.1.0":
  version "7.2.0"
  resolved "https://registry.yarnpkg.com/@babel/core/-/core-7.2.0.tgz#${'1'.repeat(40)}"
  dependencies:
    version "^1.0.0"

short@npm:real@^1.0.0:
  version "1.0.0"
`,
    `# yarn lockfile v1


"@babel/core@^7.0.0", "@babel/core@^7.1.0":
  version "7.3.0"
  resolved "https://registry.yarnpkg.com/@babel/core/-/core-7.3.0.tgz#${'2'.repeat(40)}"
  dependencies:
    version "^1.0.0"

short@npm:real@^1.0.0:
  version "1.0.1"
`,
    ['npm @babel/core 7.2.0 > 7.3.0', 'npm real 1.0.0 > 1.0.1'],
  ],
  'yarn.lock of Yarn 2 and later': [
    'yarn.lock',
    `__metadata:
  version: 8
  cacheKey: 10

"lodash@npm:^4.17.0, lodash@npm:^4.17.20":
  version: 4.17.20
  resolution: "lodash@npm:4.17.20"
  dependencies:
    version: "npm:^1.0.0"
  languageName: node

"shop@workspace:.":
  version: 0.0.0-use.local
  resolution: "shop@workspace:."
`,
    `__metadata:
  version: 9

"lodash@npm:^4.17.0, lodash@npm:^4.17.20":
  version: 4.17.21
  resolution: "lodash@npm:4.17.21"
  languageName: node

"shop@workspace:.":
  version: 0.0.1-use.local
  resolution: "shop@workspace:."
`,
    ['npm lodash 4.17.20 > 4.17.21'],
  ],
  'pnpm-lock.yaml 5': [
    'pnpm-lock.yaml',
    `lockfileVersion: 5.4

packages:

  /@babel/core/7.2.0:
    resolution: {integrity: sha512-x}
  /foo/1.0.0_@babel+core@7.2.0:
    dev: true
`,
    `lockfileVersion: 5.4

packages:

  /@babel/core/7.3.0:
    resolution: {integrity: sha512-x}
  /foo/1.0.0_@babel+core@7.3.0:
    dev: true
`,
    ['npm @babel/core 7.2.0 > 7.3.0'],
  ],
  'pnpm-lock.yaml 6': [
    'pnpm-lock.yaml',
    `lockfileVersion: '6.0'\n\npackages:\n\n  /@babel/core@7.2.0(peer@1.0.0):\n    dev: true\n`,
    `lockfileVersion: '6.0'\n\npackages:\n\n  /@babel/core@7.3.0(peer@1.0.0):\n    dev: true\n`,
    ['npm @babel/core 7.2.0 > 7.3.0'],
  ],
  'pnpm-lock.yaml 9': [
    'pnpm-lock.yaml',
    `lockfileVersion: '9.0'\n\nimporters:\n  .:\n    dependencies:\n      '@babel/core':\n        version: 7.2.0\n\npackages:\n\n  '@babel/core@7.2.0':\n    engines: {node: '>=6'}\n\n  foo@1.0.0:\n    engines: {}\n\nsnapshots:\n\n  foo@1.0.0(bar@1.0.0): {}\n`,
    `lockfileVersion: '9.0'\n\nimporters:\n  .:\n    dependencies:\n      '@babel/core':\n        version: 7.3.0\n\npackages:\n\n  '@babel/core@7.3.0':\n    engines: {node: '>=6'}\n\n  foo@1.0.0:\n    engines: {}\n\nsnapshots:\n\n  foo@1.0.0(bar@1.0.1): {}\n`,
    ['npm @babel/core 7.2.0 > 7.3.0'],
  ],
  'bun.lock': [
    'bun.lock',
    '{\n  "lockfileVersion": 1,\n  "packages": {\n    "@a/b": ["@a/b@1.0.0", "", {}, "sha512-x"],\n  }\n}\n',
    '{\n  "lockfileVersion": 1,\n  "packages": {\n    "@a/b": ["@a/b@1.0.1", "", {}, "sha512-x"],\n  }\n}\n',
    ['npm @a/b 1.0.0 > 1.0.1'],
  ],
  'Cargo.lock, own crates left out, commits of git told': [
    'Cargo.lock',
    `version = 3

[[package]]
name = "shop"
version = "1.0.0"
dependencies = [
 "serde",
]

[[package]]
name = "serde"
version = "1.0.1"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "forked"
version = "0.1.0"
source = "git+https://github.com/x/forked?branch=main#${'a'.repeat(40)}"
`,
    `version = 3

[[package]]
name = "shop"
version = "1.1.0"

[[package]]
name = "serde"
version = "1.0.2"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "forked"
version = "0.1.0"
source = "git+https://github.com/x/forked?branch=main#${'b'.repeat(40)}"
`,
    ['cargo forked 0.1.0#aaaaaaa > 0.1.0#bbbbbbb', 'cargo serde 1.0.1 > 1.0.2'],
  ],
  'Cargo.toml': [
    'crates/shop/Cargo.toml',
    '[package]\nname = "shop"\nversion = "1.0.0"\n[dependencies]\nserde = "1.0"\ntokio = { version = "1.30", features = ["full"] }\nlocal = { path = "../local" }\n[dependencies.axum]\nversion = "0.6"\n[target.\'cfg(unix)\'.dependencies]\nlibc = "0.2.1" # why\n',
    '[package]\nname = "shop"\nversion = "1.1.0"\n[dependencies]\nserde = "1.1"\ntokio = { version = "1.31", features = [\n  "full",\n] }\nlocal = { path = "../local2" }\n[dependencies.axum]\nversion = "0.7"\n[target.\'cfg(unix)\'.dependencies]\nlibc = "0.2.2"\n',
    ['cargo axum 0.6 > 0.7', 'cargo libc 0.2.1 > 0.2.2', 'cargo serde 1.0 > 1.1', 'cargo tokio 1.30 > 1.31'],
  ],
  'requirements.txt with extras, hashes, markers, files and editables': [
    'requirements/prod.txt',
    'Django==4.2.0 \\\n    --hash=sha256:aaa\nuvicorn[standard]>=0.20,<1 ; python_version > "3.8"\n-r base.txt\n--index-url https://example.com\n-e git+https://example.com/x.git@v1#egg=own\nsame # no version\nzope.interface @ https://example.com/z-1.whl\n',
    'django==4.2.1 \\\n    --hash=sha256:bbb\nuvicorn[standard]>=0.30,<1 ; python_version > "3.8"\n-r base.txt\n-e git+https://example.com/x.git@v2#egg=own\nsame # none\nzope.interface @ https://example.com/z-2.whl\n',
    [
      'pypi django 4.2.0 > 4.2.1',
      'pypi own v1 > v2',
      'pypi uvicorn >=0.20,<1 > >=0.30,<1',
      'pypi zope-interface https://example.com/z-1.whl > https://example.com/z-2.whl',
    ],
  ],
  'Pipfile.lock': [
    'Pipfile.lock',
    '{"_meta":{},"default":{"requests":{"version":"==2.30.0"}},"develop":{"pytest":{"version":"==7.0"}}}',
    '{"_meta":{},"default":{"requests":{"version":"==2.31.0"}},"develop":{"pytest":{"version":"==7.0"}}}',
    ['pypi requests 2.30.0 > 2.31.0'],
  ],
  'poetry.lock': [
    'poetry.lock',
    `[[package]]\nname = "PyYAML"\nversion = "6.0"\n\n[package.dependencies]\nname = "no"\nversion = "9"\n\n[[package]]\nname = "own"\nversion = "1"\n\n[package.source]\ntype = "git"\nresolved_reference = "${'a'.repeat(40)}"\n`,
    `[[package]]\nname = "PyYAML"\nversion = "6.1"\n\n[package.dependencies]\nname = "no"\nversion = "8"\n\n[[package]]\nname = "own"\nversion = "1"\n\n[package.source]\ntype = "git"\nresolved_reference = "${'b'.repeat(40)}"\n`,
    ['pypi own 1#aaaaaaa > 1#bbbbbbb', 'pypi pyyaml 6.0 > 6.1'],
  ],
  'uv.lock, the project itself left out': [
    'uv.lock',
    '[[package]]\nname = "shop"\nversion = "1.0.0"\nsource = { editable = "." }\n\n[[package]]\nname = "httpx"\nversion = "0.26.0"\nsource = { registry = "https://pypi.org/simple" }\n',
    '[[package]]\nname = "shop"\nversion = "1.1.0"\nsource = { editable = "." }\n\n[[package]]\nname = "httpx"\nversion = "0.27.0"\nsource = { registry = "https://pypi.org/simple" }\n',
    ['pypi httpx 0.26.0 > 0.27.0'],
  ],
  'pyproject.toml': [
    'pyproject.toml',
    '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = [\n  "httpx>=0.26", # why\n  "rich",\n]\n[project.optional-dependencies]\ntest = ["pytest==7.0"]\n[tool.poetry.dependencies]\npython = "^3.11"\nflask = {version = "^2.0", extras = ["async"]}\n',
    '[project]\nname = "shop"\nversion = "2"\nrequires-python = ">=3.12"\ndependencies = [\n  "httpx>=0.27",\n  "rich",\n]\n[project.optional-dependencies]\ntest = ["pytest==8.0"]\n[tool.poetry.dependencies]\npython = "^3.12"\nflask = {version = "^3.0", extras = ["async"]}\n',
    [
      'pypi flask ^2.0 > ^3.0',
      'pypi httpx >=0.26 > >=0.27',
      'pypi pytest 7.0 > 8.0',
      'runtime python >=3.11 > >=3.12',
      'runtime python ^3.11 > ^3.12',
    ],
  ],
  'Gemfile.lock with platforms, git and Ruby': [
    'Gemfile.lock',
    `GIT\n  remote: https://github.com/x/own\n  revision: ${'a'.repeat(40)}\n  specs:\n    own (1.0)\n\nGEM\n  remote: https://rubygems.org/\n  specs:\n    nokogiri (1.15.0-x86_64-linux)\n      racc (~> 1.4)\n    nokogiri (1.15.0-arm64-darwin)\n    rack (2.2.7)\n\nDEPENDENCIES\n  rack (= 2.2.7)\n\nRUBY VERSION\n   ruby 3.2.1p31\n\nBUNDLED WITH\n   2.4.1\n`,
    `GIT\n  remote: https://github.com/x/own\n  revision: ${'b'.repeat(40)}\n  specs:\n    own (1.0)\n\nGEM\n  remote: https://rubygems.org/\n  specs:\n    nokogiri (1.16.0-x86_64-linux)\n      racc (~> 1.5)\n    nokogiri (1.16.0-arm64-darwin)\n    rack (2.2.8)\n\nDEPENDENCIES\n  rack (= 2.2.8)\n\nRUBY VERSION\n   ruby 3.3.0p0\n`,
    [
      'rubygems nokogiri 1.15.0 > 1.16.0',
      'rubygems own 1.0#aaaaaaa > 1.0#bbbbbbb',
      'rubygems rack 2.2.7 > 2.2.8',
      'runtime ruby 3.2.1 > 3.3.0',
    ],
  ],
  'pom.xml with properties, a parent and exclusions': [
    'pom.xml',
    '<project><parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.1.0</version></parent>\n<properties><java.version>17</java.version><jackson.version>2.15.0</jackson.version></properties>\n<!-- <dependency><groupId>no</groupId><artifactId>no</artifactId><version>1</version></dependency> -->\n<dependencies><dependency><groupId>com.fasterxml.jackson.core</groupId><artifactId>jackson-databind</artifactId><version>${jackson.version}</version>\n<exclusions><exclusion><groupId>x</groupId><artifactId>y</artifactId></exclusion></exclusions></dependency>\n<dependency><groupId>managed</groupId><artifactId>managed</artifactId></dependency></dependencies></project>',
    '<project><parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.2.0</version></parent>\n<properties><java.version>21</java.version><jackson.version>2.16.0</jackson.version></properties>\n<dependencies><dependency><groupId>com.fasterxml.jackson.core</groupId><artifactId>jackson-databind</artifactId><version>${jackson.version}</version></dependency>\n</dependencies></project>',
    [
      'maven com.fasterxml.jackson.core:jackson-databind 2.15.0 > 2.16.0',
      'runtime java 17 > 21',
      'maven managed:managed - > -',
      'maven org.springframework.boot:spring-boot-starter-parent 3.1.0 > 3.2.0',
    ],
  ],
  'build.gradle and its variables': [
    'build.gradle',
    "plugins { id 'org.springframework.boot' version '3.1.0' }\next.nettyVersion = '4.1.90'\ndependencies {\n  implementation \"io.netty:netty-all:${nettyVersion}\"\n  api group: 'redis.clients', name: 'jedis', version: '4.0.0'\n  // implementation 'no:no:1'\n  testImplementation 'junit:junit:4.13@jar'\n}\n",
    "plugins { id 'org.springframework.boot' version '3.2.0' }\next.nettyVersion = '4.1.91'\ndependencies {\n  implementation \"io.netty:netty-all:${nettyVersion}\"\n  api group: 'redis.clients', name: 'jedis', version: '5.0.0'\n  testImplementation 'junit:junit:4.13@jar'\n}\n",
    [
      'maven io.netty:netty-all 4.1.90 > 4.1.91',
      'maven org.springframework.boot 3.1.0 > 3.2.0',
      'maven redis.clients:jedis 4.0.0 > 5.0.0',
    ],
  ],
  'build.gradle.kts': [
    'app/build.gradle.kts',
    'plugins { id("io.ktor.plugin") version "2.3.0" }\nval ktor = "2.3.0"\njava { toolchain { languageVersion.set(JavaLanguageVersion.of(17)) } }\ndependencies { implementation("io.ktor:ktor-server:$ktor") }\n',
    'plugins { id("io.ktor.plugin") version "2.3.1" }\nval ktor = "2.3.1"\njava { toolchain { languageVersion.set(JavaLanguageVersion.of(21)) } }\ndependencies { implementation("io.ktor:ktor-server:$ktor") }\n',
    ['maven io.ktor.plugin 2.3.0 > 2.3.1', 'maven io.ktor:ktor-server 2.3.0 > 2.3.1', 'runtime java 17 > 21'],
  ],
  'gradle.lockfile': [
    'gradle.lockfile',
    '# This is a Gradle generated file\nio.netty:netty-common:4.1.90=runtimeClasspath\nempty=annotationProcessor\n',
    '# This is a Gradle generated file\nio.netty:netty-common:4.1.91=runtimeClasspath\nempty=annotationProcessor\n',
    ['maven io.netty:netty-common 4.1.90 > 4.1.91'],
  ],
  'libs.versions.toml': [
    'gradle/libs.versions.toml',
    '[versions]\nnetty = "4.1.90"\n[libraries]\nnetty-all = { module = "io.netty:netty-all", version.ref = "netty" }\njedis = { group = "redis.clients", name = "jedis", version = "4.0" }\nguava = "com.google.guava:guava:31"\n[plugins]\nboot = { id = "org.springframework.boot", version = "3.1" }\n',
    '[versions]\nnetty = { strictly = "4.1.91" }\n[libraries]\nnetty-all = { module = "io.netty:netty-all", version.ref = "netty" }\njedis = { group = "redis.clients", name = "jedis", version = "5.0" }\nguava = "com.google.guava:guava:32"\n[plugins]\nboot = { id = "org.springframework.boot", version = "3.2" }\n',
    [
      'maven com.google.guava:guava 31 > 32',
      'maven io.netty:netty-all 4.1.90 > 4.1.91',
      'maven org.springframework.boot 3.1 > 3.2',
      'maven redis.clients:jedis 4.0 > 5.0',
    ],
  ],
  'build.sbt': [
    'build.sbt',
    'val zio = "2.0.0"\nlibraryDependencies ++= Seq("dev.zio" %% "zio" % zio, "org.typelevel" %% "cats-core" % "2.9.0")\n',
    'val zio = "2.0.1"\nlibraryDependencies ++= Seq("dev.zio" %% "zio" % zio, "org.typelevel" %% "cats-core" % "2.10.0")\n',
    ['maven dev.zio:zio 2.0.0 > 2.0.1', 'maven org.typelevel:cats-core 2.9.0 > 2.10.0'],
  ],
  'composer.lock, branches by their commit': [
    'composer.lock',
    '{"packages":[{"name":"symfony/http-kernel","version":"v6.3.0"},{"name":"acme/own","version":"dev-main","source":{"reference":"aaaaaaaaaaaa"}}],"packages-dev":[]}',
    '{"packages":[{"name":"symfony/http-kernel","version":"v6.3.1"},{"name":"acme/own","version":"dev-main","source":{"reference":"bbbbbbbbbbbb"}}],"packages-dev":[]}',
    ['composer acme/own dev-main#aaaaaaa > dev-main#bbbbbbb', 'composer symfony/http-kernel v6.3.0 > v6.3.1'],
  ],
  'composer.json': [
    'composer.json',
    '{"require":{"php":"^8.1","ext-json":"*","symfony/http-kernel":"^6.2"}}',
    '{"require":{"php":"^8.2","ext-json":"*","symfony/http-kernel":"^6.3"}}',
    ['runtime php ^8.1 > ^8.2', 'composer symfony/http-kernel ^6.2 > ^6.3'],
  ],
  'mix.lock': [
    'mix.lock',
    '%{\n  "phoenix": {:hex, :phoenix, "1.7.0", "abc", [:mix], [], "hexpm", "def"},\n}\n',
    '%{\n  "phoenix": {:hex, :phoenix, "1.7.1", "abc", [:mix], [], "hexpm", "def"},\n}\n',
    ['hex phoenix 1.7.0 > 1.7.1'],
  ],
  'a project of .NET': [
    'src/Shop/Shop.csproj',
    '<Project><PropertyGroup><TargetFramework>net7.0</TargetFramework><NpgsqlVersion>7.0.0</NpgsqlVersion></PropertyGroup>\n<ItemGroup><PackageReference Include="Newtonsoft.Json" Version="13.0.1" />\n<PackageReference Include="Npgsql" Version="$(NpgsqlVersion)" />\n<PackageReference Include="Dapper">\n  <Version>2.0.0</Version>\n</PackageReference></ItemGroup></Project>',
    '<Project><PropertyGroup><TargetFramework>net8.0</TargetFramework><NpgsqlVersion>8.0.0</NpgsqlVersion></PropertyGroup>\n<ItemGroup><PackageReference Include="Newtonsoft.Json" Version="13.0.3" />\n<PackageReference Include="Npgsql" Version="$(NpgsqlVersion)" />\n<PackageReference Include="Dapper">\n  <Version>2.1.0</Version>\n</PackageReference></ItemGroup></Project>',
    [
      'nuget Dapper 2.0.0 > 2.1.0',
      'nuget Newtonsoft.Json 13.0.1 > 13.0.3',
      'nuget Npgsql 7.0.0 > 8.0.0',
      'runtime dotnet net7.0 > net8.0',
    ],
  ],
  'central versions of .NET': [
    'Directory.Packages.props',
    '<Project><ItemGroup><PackageVersion Include="Dapper" Version="2.0.0"/></ItemGroup></Project>',
    '<Project><ItemGroup><PackageVersion Include="Dapper" Version="2.1.0"/></ItemGroup></Project>',
    ['nuget Dapper 2.0.0 > 2.1.0'],
  ],
  'packages.lock.json': [
    'packages.lock.json',
    '{"version":1,"dependencies":{"net8.0":{"Dapper":{"type":"Direct","resolved":"2.0.0"},"own":{"type":"Project"}}}}',
    '{"version":1,"dependencies":{"net8.0":{"Dapper":{"type":"Direct","resolved":"2.1.0"},"own":{"type":"Project"}}}}',
    ['nuget Dapper 2.0.0 > 2.1.0'],
  ],
  'a Dockerfile with arguments, stages and registries': [
    'deploy/Dockerfile.prod',
    'ARG GO=1.21\nFROM --platform=$BUILDPLATFORM golang:${GO}-alpine AS build\nRUN go build\nFROM build AS test\nFROM registry.example.com:5000/library/eclipse-temurin:17-jre\nFROM gcr.io/distroless/static@sha256:aaaaaaaaaaaaaaaaaaaa\nFROM scratch\n',
    'ARG GO=1.22\nFROM --platform=$BUILDPLATFORM golang:${GO}-alpine AS build\nRUN go build\nFROM build AS test\nFROM registry.example.com:5000/library/eclipse-temurin:21-jre\nFROM gcr.io/distroless/static@sha256:bbbbbbbbbbbbbbbbbbbb\nFROM scratch\n',
    [
      'runtime go 1.21-alpine > 1.22-alpine',
      'runtime java 17-jre > 21-jre',
      'runtime static sha256:aaaaaaaaaaaa > sha256:bbbbbbbbbbbb',
    ],
  ],
  'images of .NET': [
    'Dockerfile',
    'FROM mcr.microsoft.com/dotnet/aspnet:7.0\n',
    'FROM mcr.microsoft.com/dotnet/aspnet:8.0\n',
    ['runtime dotnet 7.0 > 8.0'],
  ],
  '.nvmrc': ['.nvmrc', 'v20.1.0\n', 'v22.0.0\n', ['runtime node 20.1.0 > 22.0.0']],
  '.python-version': ['.python-version', '# pyenv\n3.11.1\n', '3.12.0\n', ['runtime python 3.11.1 > 3.12.0']],
  '.tool-versions': [
    '.tool-versions',
    'golang 1.21.0\nnodejs 20.0.0 # why\n',
    'golang 1.22.0\nnodejs 20.0.0\n',
    ['runtime go 1.21.0 > 1.22.0'],
  ],
  'rust-toolchain.toml': [
    'rust-toolchain.toml',
    '[toolchain]\nchannel = "1.74"\n',
    '[toolchain]\nchannel = "1.75"\n',
    ['runtime rust 1.74 > 1.75'],
  ],
};

describe('dependencyChanges', () => {
  it.each(Object.entries(BUMPS))('reads %s', (_name, [path, before, after, expected]) => {
    expect(isDependencyManifest(path)).toBe(true);
    expect(said(dependencyChanges(path, before, after))).toEqual(expected);
    // Windows writes other line ends.
    expect(said(dependencyChanges(path, crlf(before), crlf(after)))).toEqual(expected);
  });

  it.each(Object.entries(BUMPS))(
    'says nothing of %s where only the order or nothing changed',
    (_name, [path, before]) => {
      expect(dependencyChanges(path, before, `${before} `)).toEqual([]);
    },
  );

  it('takes a file that came or went for packages that came or went', () => {
    const text = 'module x\nrequire example.com/a v1.0.0\n';

    expect(said(dependencyChanges('go.mod', undefined, text))).toEqual(['go example.com/a - > v1.0.0']);
    expect(said(dependencyChanges('go.mod', text, undefined))).toEqual(['go example.com/a v1.0.0 > -']);
  });

  it.each(['package-lock.json', 'package.json', 'composer.lock', 'Pipfile.lock', 'packages.lock.json'])(
    'says nothing of %s where one side is broken: it would call everything removed',
    (path) => {
      const [, before] = Object.values(BUMPS).find(([of]) => of === path)!;

      expect(dependencyChanges(path, before, `<<<<<<< HEAD\n${before}`)).toEqual([]);
      expect(dependencyChanges(path, '[]', before)).toEqual([]);
    },
  );

  it.each(['src/main.go', 'README.md', 'go.sum', 'package.jsonc', 'docs/requirements.md'])(
    'leaves %s alone',
    (path) => {
      expect(isDependencyManifest(path)).toBe(false);
      expect(dependencyChanges(path, 'a 1', 'a 2')).toEqual([]);
    },
  );

  it('bears whatever stands in a file', () => {
    const known = Object.values(BUMPS);
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'aXz09 ./\\:;%$#@=~()[]{}<>"\'\n\t\0ö😀'), maxLength: 200 }),
      // Halves of real files, and pieces of them in any order.
      fc.constantFrom(...known).chain(([, before]) => fc.nat(before.length).map((end) => before.slice(0, end))),
      fc
        .array(fc.constantFrom(...known.flatMap(([, before]) => before.split('\n'))), { maxLength: 20 })
        .map((lines) => lines.join('\n')),
    );
    fc.assert(
      fc.property(fc.constantFrom(...known.map(([path]) => path)), text, text, (path, before, after) => {
        for (const change of dependencyChanges(path, before, after)) {
          expect(change.name).not.toBe('');
          expect(change.from === undefined || change.from !== change.to).toBe(true);
        }
        expect(dependencyChanges(path, after, after)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('is the same backwards', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(BUMPS)), ([path, before, after]) => {
        const back = dependencyChanges(path, after, before);

        expect(back.map(({ name, from, to }) => [name, to, from])).toEqual(
          dependencyChanges(path, before, after).map(({ name, from, to }) => [name, from, to]),
        );
      }),
    );
  });
});

function said(changes: ReturnType<typeof dependencyChanges>): readonly string[] {
  return changes.map(({ ecosystem, name, from, to }) => `${ecosystem} ${name} ${from ?? '-'} > ${to ?? '-'}`);
}

function crlf(text: string): string {
  return text.replaceAll('\n', '\r\n');
}
