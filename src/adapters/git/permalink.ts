/** How a forge calls the pages below a repository's own. */
interface Forge {
  readonly commit: string;
  readonly file: string;
  readonly line: string;
}

const GITHUB: Forge = { commit: 'commit', file: 'blob', line: '#L' };
const GITLAB: Forge = { commit: '-/commit', file: '-/blob', line: '#L' };
const BITBUCKET: Forge = { commit: 'commits', file: 'src', line: '#lines-' };

/** Address of a commit's page by the shape of the clone URL; undefined for paths and unknown shapes. */
export function commitPermalink(cloneUrl: string, commit: string): string | undefined {
  const repository = repositoryPage(cloneUrl);
  return repository && `${repository.page}/${repository.forge.commit}/${commit}`;
}

/** Address of a line as it is at that commit, the same way. */
export function linePermalink(cloneUrl: string, commit: string, path: string, line: number): string | undefined {
  const repository = repositoryPage(cloneUrl);
  if (repository === undefined) return undefined;
  const { page, forge } = repository;
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return `${page}/${forge.file}/${commit}/${encoded}${line > 0 ? `${forge.line}${line}` : ''}`;
}

function repositoryPage(cloneUrl: string): { readonly page: string; readonly forge: Forge } | undefined {
  const scp = /^(?:ssh:\/\/)?git@([^:/]+)[:/](.+)$/.exec(cloneUrl);
  const web = scp === null ? cloneUrl : `https://${scp[1]}/${scp[2]}`;
  if (!URL.canParse(web)) return undefined;
  const url = new URL(web);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  const path = url.pathname.replace(/\.git$/, '').replace(/\/$/, '');
  const forge = url.hostname.includes('gitlab') ? GITLAB : url.hostname.includes('bitbucket') ? BITBUCKET : GITHUB;
  return { page: `${url.protocol}//${url.host}${path}`, forge };
}
