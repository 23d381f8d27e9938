/** What a package URL names. */
export interface PackageFacts {
  readonly type: string;
  /** With its namespace. */
  readonly name: string;
  readonly version?: string;
  readonly qualifiers: Readonly<Record<string, string>>;
}

/**
 * Reads `pkg:type/namespace/name@version?qualifiers#subpath`, percent-encoded; undefined for anything else.
 * https://github.com/package-url/purl-spec/blob/main/PURL-SPECIFICATION.rst
 */
export function readPackageUrl(text: string): PackageFacts | undefined {
  const parts = /^pkg:\/{0,2}([a-z0-9.+-]+)\/([^?#@]+)(?:@([^?#]*))?(?:\?([^#]*))?(?:#.*)?$/i.exec(text);
  if (parts === null) return undefined;
  const [, type = '', path = '', version, query = ''] = parts;
  const name = path.split('/').map(decode).join('/').replace(/\/+$/, '');
  const told = version === undefined || version === '' ? undefined : decode(version);
  const qualifiers = Object.fromEntries(
    query.split('&').flatMap((pair) => {
      const [key, content] = pair.split(/=(.*)/s, 2);
      return key === undefined || key === '' || content === undefined ? [] : [[key.toLowerCase(), decode(content)]];
    }),
  );
  return { type: type.toLowerCase(), name, ...(told === undefined ? {} : { version: told }), qualifiers };
}

/** The image that an OCI or Docker package is: its repository, tag and digest. */
export function imageOfPackage({ type, name, version, qualifiers }: PackageFacts): string | undefined {
  if (type !== 'oci' && type !== 'docker') return undefined;
  const repository = qualifiers['repository_url'] ?? name;
  const isDigest = version?.includes(':') === true;
  const tag = qualifiers['tag'] ?? (isDigest ? undefined : version);
  return `${repository}${tag === undefined ? '' : `:${tag}`}${isDigest ? `@${version}` : ''}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign: as it is written.
    return text;
  }
}
