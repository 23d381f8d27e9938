import type { Bump } from './bump.ts';

export const GO_NODE_BUMPS: Readonly<Record<string, Bump>> = {
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
        'packages/more': { version: '1.0.0' },
        'node_modules/more': { resolved: 'packages/more', link: true },
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
};
