const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
/** `user@host:path`, as ssh takes it. A single letter before the colon is a drive of Windows. */
const SCP = /^(?:[^@/\s]+@)?([^:/\s]{2,}):(?!\/\/)(.+)$/;

/**
 * The same for every way of writing one repository: `git@host:acme/shop.git`, `ssh://git@host:2222/acme/shop`,
 * `https://user:token@host/Acme/Shop/`. Empty for an empty text.
 */
export function repositoryKey(url: string): string {
  const text = url.trim();
  const scp = SCHEME.test(text) ? null : SCP.exec(text);
  const plain = scp === null ? text.replace(SCHEME, '') : `${scp[1]}/${scp[2]!.replace(/^\/+/, '')}`;
  const [authority = '', ...path] = plain.replace(/[?#].*$/, '').split('/');
  const host = authority.replace(/^.*@/, '').replace(/:\d+$/, '');
  return [host, ...path.filter((part) => part !== '')]
    .join('/')
    .toLowerCase()
    .replace(/(?:\.git)?\/*$/, '');
}

/** Owner and name without the host: what stays of a repository that is mirrored elsewhere. */
export function repositoryPath(url: string): string {
  const key = repositoryKey(url);
  return key.slice(key.indexOf('/') + 1);
}
