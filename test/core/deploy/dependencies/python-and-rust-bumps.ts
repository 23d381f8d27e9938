import type { Bump } from './bump.ts';

export const PYTHON_RUST_BUMPS: Readonly<Record<string, Bump>> = {
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
source = "registry+https://crates.example/index"

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
source = "registry+https://crates.example/index"

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
};
