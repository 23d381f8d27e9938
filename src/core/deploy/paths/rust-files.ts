import { commonTail } from './common-tail.ts';
import type { PathSettings } from './path-settings.ts';
import { bestOf, isInRoot, plainness } from './tail-match.ts';
import { pathsNamed, type TreeIndex } from './tree-index.ts';

/**
 * Files of a Rust path (https://doc.rust-lang.org/reference/items/modules.html): `shop::pricing::quote` is in src/pricing.rs or
 * src/pricing/mod.rs of the crate shop, or src/pricing/quote.rs where quote is a module; the crate itself in src/lib.rs or main.rs.
 */
export function rustFiles(name: string, tree: TreeIndex, settings: PathSettings): readonly string[] {
  const parts = pathOf(name);
  const [crate, ...modules] = parts;
  if (crate === undefined || parts.length < 2) return [];
  const programs = [crate, crate.replaceAll('_', '-')]
    .flatMap((stem) => pathsNamed(tree, `${stem}.rs`))
    .filter((path) => /(?:^|\/)src\/bin\/[^/]+$/.test(path));
  if (modules.length === 1 && programs.length > 0) return [...new Set(programs)].sort();
  for (let depth = modules.length; depth >= 0; depth--) {
    const inner = modules.slice(0, depth);
    const stems = depth === 0 ? ['main', 'lib'] : [inner.at(-1)!, 'mod'];
    const found = bestOf(
      stems.flatMap((stem) => pathsNamed(tree, `${stem}.rs`)),
      (path) => {
        const folders = path.split('/').slice(0, -1);
        const within = path.endsWith('/mod.rs') ? inner : inner.slice(0, -1);
        const rest = folders.slice(0, folders.length - within.length);
        if (commonTail(within, folders) < within.length || rest.at(-1) !== 'src') return undefined;
        // Folders of other crates are out; what the crate at the top is called only its Cargo.toml tells.
        const folder = rest.slice(0, -1).join('/');
        const isCrate = (rest.at(-2) ?? '').replaceAll('-', '_') === crate;
        if (!isCrate && (depth === 0 || folder !== settings.root)) return undefined;
        return [isCrate ? 1 : 0, isInRoot(path, settings) ? 1 : 0, plainness(path)];
      },
    );
    if (found.length > 0) return found;
  }
  return [];
}

/** Crate and modules: `<shop::pricing::Cart as core::Trait>::total`, `impl shop::Total for …`; types begin with a capital. */
function pathOf(name: string): readonly string[] {
  const inner = /^[<&*\s]*(?:(?:mut|dyn|impl|const)\s+)*((?:\w+::)+\w*)/.exec(name)?.[1] ?? '';
  const parts = inner.split('::').filter((part) => part !== '');
  const type = parts.findIndex((part) => /^[A-Z]/.test(part));
  return type < 0 ? parts : parts.slice(0, type + 1);
}
