/** Address of a commit's page by the shape of the clone URL; undefined for paths and unknown shapes. */
export function commitPermalink(cloneUrl: string, commit: string): string | undefined {
  const scp = /^(?:ssh:\/\/)?git@([^:/]+)[:/](.+)$/.exec(cloneUrl);
  const web = scp === null ? cloneUrl : `https://${scp[1]}/${scp[2]}`;
  if (!URL.canParse(web)) return undefined;
  const url = new URL(web);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  const path = url.pathname.replace(/\.git$/, '').replace(/\/$/, '');
  const page = url.hostname.includes('gitlab')
    ? '/-/commit/'
    : url.hostname.includes('bitbucket')
      ? '/commits/'
      : '/commit/';
  return `${url.protocol}//${url.host}${path}${page}${commit}`;
}
