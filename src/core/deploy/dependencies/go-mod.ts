import type { Dependency } from './dependency-change.ts';

/** go.mod: what is built is what `replace` puts in the place of a required module (https://go.dev/ref/mod#go-mod-file). */
export function readGoMod(text: string): readonly Dependency[] {
  const required = new Map<string, string>();
  const replaced = new Map<string, string>();
  const found: Dependency[] = [];
  let block = '';
  for (const raw of text.split('\n')) {
    const line = raw.replace(/\/\/.*$/, '').trim();
    if (line === '') continue;
    const opens = /^(\w+)\s*\($/.exec(line);
    if (opens !== null) block = opens[1]!;
    else if (line === ')') block = '';
    else {
      const words = line.split(/\s+/).map((word) => word.replace(/^["`]|["`]$/g, ''));
      const directive = block === '' ? (words.shift() ?? '') : block;
      if (directive === 'require' && words.length >= 2) required.set(words[0]!, words[1]!);
      else if (directive === 'replace') addReplace(words, replaced);
      else if (directive === 'go' || directive === 'toolchain') {
        const version = (words[0] ?? '').replace(/^go(?=\d)/, '');
        if (/^\d/.test(version)) found.push({ ecosystem: 'runtime', name: 'go', version });
      }
    }
  }
  for (const [name, version] of required) {
    const instead = replaced.get(`${name}@${version}`) ?? replaced.get(name) ?? version;
    found.push({ ecosystem: 'go', name, version: instead });
  }
  return found;
}

/** `a [v1] => b v2`, `a => ../folder`. A fork is told with its path. */
function addReplace(words: readonly string[], replaced: Map<string, string>): void {
  const arrow = words.indexOf('=>');
  const [name, version] = words.slice(0, Math.max(0, arrow));
  const [target, targetVersion] = words.slice(arrow + 1);
  if (arrow < 1 || name === undefined || target === undefined) return;
  const isSame = target === name && targetVersion !== undefined;
  const instead = isSame ? targetVersion : [target, targetVersion].filter((word) => word !== undefined).join(' ');
  replaced.set(version === undefined ? name : `${name}@${version}`, instead);
}

/** vendor/modules.txt: `# module version`, `# module version => fork version`. */
export function readVendoredModules(text: string): readonly Dependency[] {
  const found: Dependency[] = [];
  for (const line of text.split('\n')) {
    const [mark, name, version, arrow, target, targetVersion] = line.trim().split(/\s+/);
    if (mark !== '#' || name === undefined || !/^v\d/.test(version ?? '')) continue;
    const fork = [target, targetVersion].filter((word) => word !== undefined).join(' ');
    found.push({ ecosystem: 'go', name, version: arrow === '=>' && fork !== '' ? fork : version! });
  }
  return found;
}
