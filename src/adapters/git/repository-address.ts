/** What an address is, before git sees it: git would take `-x` for an option and `ext::` for a program to run. */
export type AddressKind = 'http' | 'ssh' | 'file';

/** Undefined for what is never talked to. */
export function addressKind(url: string): AddressKind | undefined {
  if (url.startsWith('-') || /\p{Cc}/u.test(url)) return undefined;
  if (/^[A-Za-z][\w+.-]*::/.test(url)) return undefined;
  const scheme = /^([A-Za-z][\w+.-]*):\/\//.exec(url)?.[1]?.toLowerCase();
  if (scheme !== undefined) return SCHEMES[scheme];
  // git's own rule: a colon before the first slash makes it host:path.
  const scp = /^(?:[\w.+-]+@)?([\w.-]+|\[[\da-fA-F:]+\]):(?!\/\/)(.+)$/.exec(url);
  if (scp === null) return 'file';
  return scp[1]?.startsWith('-') === true || scp[2]?.startsWith('-') === true ? undefined : 'ssh';
}

const SCHEMES: Readonly<Record<string, AddressKind>> = { http: 'http', https: 'http', ssh: 'ssh', file: 'file' };

/** What is wrong with an address of a repository, without a full stop; undefined where nothing is. */
export function addressProblem(url: string, allowsFiles: boolean): string | undefined {
  const kind = addressKind(url);
  if (kind === undefined) return 'must be an https or ssh address: other transports of git are never used';
  if (kind === 'file') return allowsFiles ? undefined : 'is a path on this machine: that needs allow_file_urls: true';
  if (!url.includes('://')) return undefined;
  if (!URL.canParse(url)) return 'is no address';
  const { hostname, password, pathname } = new URL(url);
  if (password !== '') return 'holds a password: it belongs into password_file';
  if (hostname === '' || hostname.startsWith('-') || pathname.startsWith('/-')) return 'is no address';
  return undefined;
}

/** The address as it may be shown. */
export function shownAddress(url: string): string {
  return url.replace(/:\/\/[^@/\s]+@/, '://');
}
