/** Who we are for a host: from files at each use, so that rotated ones are picked up, and by environment only. */
import { readFileSync } from 'node:fs';
import { Failure } from '../../core/failure.ts';
import { codeHost } from './code-host.ts';
import { addressKind, addressProblem, shownAddress } from './repository-address.ts';
import type { RepositorySection } from './repository-section.ts';
import type { GitCall } from './run-git.ts';

/** Environment that network programs read for a proxy. */
const PROXIES = ['http_proxy', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY'];
const CONNECT_SECONDS = 15;

/** Names that go with a token where none is set. Azure DevOps and Gitea take any. */
const TOKEN_USERS: Readonly<Record<string, string>> = { gitlab: 'oauth2', bitbucket: 'x-token-auth' };

type NetworkCall = Required<Pick<GitCall, 'settings' | 'environment'>> & Pick<GitCall, 'credentials'>;

/** Settings and environment for a call that talks to the repository's host. Throws GIT_UNAVAILABLE for a bad address or file. */
export function networkCall(section: RepositorySection): NetworkCall {
  const refuse = (what: string, cause?: unknown): never => {
    const message = `${shownAddress(section.url)} was not asked: ${what}`;
    throw new Failure('GIT_UNAVAILABLE', message, { retryable: false, cause });
  };
  const problem = addressProblem(section.url, section.allow_file_urls);
  if (problem !== undefined) return refuse(`url ${problem}`);
  const read = (setting: string, path: string): string => {
    try {
      const content = readFileSync(path, 'utf8').trim();
      return content === '' ? refuse(`${setting}: ${path} is empty`) : content;
    } catch (error) {
      if (error instanceof Failure) throw error;
      return refuse(`${setting} cannot be read: ${error instanceof Error ? error.message : String(error)}`, error);
    }
  };
  const proxies = PROXIES.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  const environment: Record<string, string> = Object.fromEntries(proxies);
  switch (addressKind(section.url)) {
    case 'http':
      return { settings: httpSettings(section, read), environment, ...sourceOf(section) };
    case 'ssh':
      return {
        settings: { 'protocol.ssh.allow': 'always' },
        environment: { ...environment, GIT_SSH_COMMAND: sshCommand(section), GIT_SSH_VARIANT: 'ssh' },
      };
    case 'file':
    case undefined:
      return { settings: { 'protocol.file.allow': 'always' }, environment: {} };
  }
}

function httpSettings(section: RepositorySection, read: (setting: string, path: string) => string) {
  const authorization = authorizationOf(section, read);
  return {
    'protocol.https.allow': 'always',
    'protocol.http.allow': 'always',
    'http.lowSpeedLimit': '1',
    'http.lowSpeedTime': '30',
    ...(section.ca_file === undefined ? {} : { 'http.sslCAInfo': section.ca_file }),
    // After a redirect git sends its extra headers to whoever it came to.
    ...(authorization === undefined
      ? { 'http.followRedirects': 'initial' }
      : { 'http.followRedirects': 'false', 'http.extraHeader': `Authorization: ${authorization}` }),
  };
}

function sourceOf(section: RepositorySection): Pick<NetworkCall, 'credentials'> {
  const credentials = (['password_file', 'token_file'] as const).find((setting) => section[setting] !== undefined);
  return credentials === undefined ? {} : { credentials };
}

function authorizationOf(
  section: RepositorySection,
  read: (setting: string, path: string) => string,
): string | undefined {
  const { username, password_file: passwordFile, token_file: tokenFile } = section;
  if (passwordFile !== undefined) return basic(username ?? '', read('password_file', passwordFile));
  if (tokenFile === undefined) return undefined;
  const token = read('token_file', tokenFile);
  const host = codeHost(section)?.kind;
  // https://confluence.atlassian.com/bitbucketserver/http-access-tokens-939515499.html
  if (host === 'bitbucket-server' && username === undefined) return `Bearer ${token}`;
  return basic(username ?? TOKEN_USERS[host ?? ''] ?? 'x-access-token', token);
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** Git gives this to a shell. */
function sshCommand(section: RepositorySection): string {
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    `ConnectTimeout=${CONNECT_SECONDS}`,
    'ServerAliveInterval=15',
    'ForwardAgent=no',
    'PermitLocalCommand=no',
    ...(section.known_hosts_file === undefined
      ? []
      : [`UserKnownHostsFile=${quoted(section.known_hosts_file)}`, 'GlobalKnownHostsFile=/dev/null']),
    ...(section.ssh_key_file === undefined ? [] : ['IdentitiesOnly=yes', 'IdentityAgent=none']),
  ];
  const key = section.ssh_key_file === undefined ? [] : ['-i', section.ssh_key_file];
  return ['ssh', '-F', '/dev/null', ...key, ...options.flatMap((option) => ['-o', option])].map(forShell).join(' ');
}

/** ssh takes a space in its list of files for the end of one. */
function quoted(path: string): string {
  return `"${path}"`;
}

function forShell(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
