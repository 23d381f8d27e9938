import type { Bump } from './bump.ts';

export const OTHER_BUMPS: Readonly<Record<string, Bump>> = {
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
  'images that carry the version in their name': [
    'Dockerfile',
    'FROM python:3.11-slim AS a\nFROM gcr.io/distroless/nodejs20-debian12:nonroot\n',
    'FROM python:3.12-slim AS a\nFROM gcr.io/distroless/nodejs22-debian12:nonroot\n',
    ['runtime node nodejs20-debian12:nonroot > nodejs22-debian12:nonroot', 'runtime python 3.11-slim > 3.12-slim'],
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
