/** From the address that git clones to the page that people read. */
import type { RepositorySection } from './repository-section.ts';

export type HostKind = NonNullable<RepositorySection['host']>;

export interface CodeHost {
  readonly kind: HostKind;
  /** Address of the repository's page, without a slash at the end. */
  readonly page: string;
}

/** Hosts that answer ssh elsewhere than their pages. */
const PAGES_OF: Readonly<Record<string, string>> = {
  'ssh.github.com': 'github.com',
  'altssh.gitlab.com': 'gitlab.com',
  'altssh.bitbucket.org': 'bitbucket.org',
  'ssh.dev.azure.com': 'dev.azure.com',
  'vs-ssh.visualstudio.com': 'dev.azure.com',
};

/** First by setting, then by name. Undefined for a host that no name tells: no page is better than a wrong one. */
export function codeHost(section: Pick<RepositorySection, 'url' | 'host' | 'web_url'>): CodeHost | undefined {
  const web = webAddress(section.url);
  const shown = section.web_url === undefined ? undefined : new URL(section.web_url);
  const kind = section.host ?? kindOf((shown ?? web)?.hostname ?? '');
  if (kind === undefined) return undefined;
  if (shown !== undefined) return { kind, page: trimmed(shown.origin + shown.pathname) };
  return web === undefined ? undefined : { kind, page: PAGES[kind](web) };
}

/** Where the repository's page would be, path as for cloning; undefined for paths. */
function webAddress(url: string): URL | undefined {
  const scp = /^(?:[^@/\s]+@)?([^:/\s]+):(?!\/\/)\/?(.+)$/.exec(url);
  const address = /^[a-z+]+:\/\//i.test(url) ? url : scp === null ? '' : `ssh://${scp[1]}/${scp[2]}`;
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, host, pathname } = new URL(address);
  if (protocol === 'https:' || protocol === 'http:') return new URL(`${protocol}//${host}${withoutGit(pathname)}`);
  if (protocol !== 'ssh:') return undefined;
  return new URL(`https://${PAGES_OF[hostname] ?? hostname}${withoutGit(pathname)}`);
}

function withoutGit(path: string): string {
  return trimmed(path).replace(/\.git$/, '');
}

function trimmed(path: string): string {
  return path.replace(/\/+$/, '');
}

function kindOf(hostname: string): HostKind | undefined {
  if (hostname === 'bitbucket.org') return 'bitbucket';
  if (hostname === 'dev.azure.com' || hostname.endsWith('.visualstudio.com')) return 'azure-devops';
  if (hostname === 'codeberg.org') return 'gitea';
  if (hostname.endsWith('.ghe.com')) return 'github';
  const words = hostname.split(/[.-]/);
  const named = (['github', 'gitlab', 'bitbucket', 'gitea', 'forgejo'] as const).find((name) => words.includes(name));
  if (named === 'bitbucket') return 'bitbucket-server';
  return named === 'forgejo' ? 'gitea' : named;
}

const PAGES: Readonly<Record<HostKind, (web: URL) => string>> = {
  github: asCloned,
  gitlab: asCloned,
  bitbucket: asCloned,
  gitea: asCloned,
  // https://HOST/scm/proj/repo and ssh://git@HOST:7999/proj/repo; ~user are personal projects.
  'bitbucket-server': (web) => {
    const [, prefix = '', project = '', repository = ''] =
      /^(.*?)(?:\/scm)?\/([^/]+)\/([^/]+)$/.exec(web.pathname) ?? [];
    const owner = project.startsWith('~') ? `users/${project.slice(1)}` : `projects/${project.toUpperCase()}`;
    return `${web.origin}${prefix}/${owner}/repos/${repository}`;
  },
  // https://ORG.visualstudio.com/[DefaultCollection/]PROJECT/_git/REPO and ssh: v3/ORG/PROJECT/REPO
  'azure-devops': (web) => {
    const ssh = /^\/v3\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(web.pathname);
    if (ssh !== null) return `https://dev.azure.com/${ssh[1]}/${ssh[2]}/_git/${ssh[3]}`;
    const organisation = /^(.+)\.visualstudio\.com$/.exec(web.hostname)?.[1];
    if (organisation === undefined) return asCloned(web);
    return `https://dev.azure.com/${organisation}${web.pathname.replace(/^\/DefaultCollection\//, '/')}`;
  },
};

function asCloned(web: URL): string {
  return trimmed(web.origin + web.pathname);
}
