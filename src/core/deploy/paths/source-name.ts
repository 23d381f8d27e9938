/** A file name of a profile in one spelling. */
export interface SourceName {
  /** Elements without drive, root, scheme, `.` and `..`, in NFC as git has them on all systems but old macOS. */
  readonly elements: readonly string[];
  /** It began at a root: of a machine, a container or a URL. */
  readonly absolute: boolean;
}

/** Bundlers' and browsers' names for sources: what stands in front of the path. */
const SCHEMES: readonly RegExp[] = [
  // React's server components wrap the name of another file: rsc://React/Server/file:///app/x.js?0
  /^(?:about|rsc):\/\/[^/]+\/[^/]+\/(?=\w+:)/,
  // webpack-internal:///(rsc)/./src/x.ts names the layer; webpack://shop/./src/x.ts the library.
  /^webpack-internal:\/\/\/(?:\([^)]*\)\/)?/,
  /^webpack:\/\/[^/]*\/(?:\([^)]*\)\/)?/,
  /^turbopack:\/\/\/?\[[^\]]*\]\//,
  /^(?:file|app|ng|vscode-file|https?|ftp):\/\/[^/]*(?=\/)/,
  /^(?:file|sandbox):(?=\/)/,
];

/** Reads a file name of a profile: URLs, Windows, container and bundler spellings. Never fails; '' has no elements. */
export function sourceName(file: string): SourceName {
  let text = file.trim().replace(/ \(deleted\)$/, '');
  let isUrl = false;
  for (let again = 0; again < 3; again++) {
    const scheme = SCHEMES.find((pattern) => pattern.test(text));
    if (scheme === undefined) break;
    text = decoded(text.replace(scheme, '').replace(/[?#].*$/s, ''));
    isUrl = true;
  }
  text = text
    .replaceAll('\\', '/')
    .replace(/^\/\/\?\//, '')
    // Bundlers of single-file components: Cart.vue?vue&type=script
    .replace(/(?<=\.\w{2,6})\?.*$/s, '')
    .replace(/(?<=\.\w{1,6})(?::\d+){1,2}$/, '')
    .replace(/^\/?@fs(?=\/)/, '');
  const drive = /^\/?[A-Za-z]:(?=\/)/.exec(text)?.[0] ?? '';
  const path = text.slice(drive.length).normalize('NFC');
  const elements = plainElements(path);
  // webpack writes its ~ for node_modules.
  return {
    elements: isUrl ? elements.map((e) => (e === '~' ? 'node_modules' : e)) : elements,
    absolute: path[0] === '/',
  };
}

/** `a/./b//../c` as [a, c]; what leads out of the root is dropped. */
function plainElements(path: string): readonly string[] {
  const plain: string[] = [];
  for (const element of path.split('/')) {
    if (element === '..') plain.pop();
    else if (element !== '' && element !== '.') plain.push(element);
  }
  return plain;
}

function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
