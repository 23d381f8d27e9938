import type { Links } from '../../pipeline/ports.ts';

/** How a reader came in: no lock, a token of theirs, or a signed link. */
export type Access = 'open' | 'token' | 'signature';

export interface PageLinks {
  /** Relative address of a page of ours, so that pages work behind any prefix; signed for who came by signature. */
  to(path: string, query?: Readonly<Record<string, string>>): string;
  /** Of something that needs no signature. */
  asset(path: string): string;
  /** The path of an absolute address when it is ours, else undefined. */
  own(url: string): string | undefined;
  /** What a form must carry along to reach `path`. */
  hidden(path: string): readonly { readonly name: string; readonly text: string }[];
}

/** Links of the page at `from` (a path of ours, as requested). */
export function pageLinks(from: string, access: Access, links: Links): PageLinks {
  const depth = from.split('/').length - 2;
  const up = depth <= 0 ? '.' : Array.from({ length: depth }, () => '..').join('/');
  const [ours = ''] = links.sign('/').split('?');
  const signed = (path: string): URLSearchParams =>
    access === 'signature' ? new URL(links.sign(path)).searchParams : new URLSearchParams();
  return {
    to(path, query = {}) {
      const parameters = new URLSearchParams([...Object.entries(query), ...signed(path)]);
      return `${up}${path}${parameters.size === 0 ? '' : `?${parameters.toString()}`}`;
    },
    asset: (path) => `${up}${path}`,
    own(url) {
      if (!url.startsWith(ours)) return undefined;
      const [path] = url.slice(ours.length - 1).split(/[?#]/);
      return path;
    },
    hidden: (path) => [...signed(path)].map(([name, text]) => ({ name, text })),
  };
}

/** Path with every piece encoded once. */
export function pathOf(...pieces: readonly string[]): string {
  return pieces.map((piece) => `/${encodeURIComponent(piece)}`).join('');
}

/** Where a link in a report may lead: our own page by our own link, http(s) elsewhere; undefined for anything else. */
export function safeHref(url: string, links: PageLinks): string | undefined {
  const own = links.own(url);
  if (own !== undefined) return links.to(own);
  if (!URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}
