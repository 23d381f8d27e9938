import type { Dependency } from './dependency-change.ts';

/** pom.xml: dependencies and the parent, with the properties of this file put in (https://maven.apache.org/pom.html). */
export function readPom(text: string): readonly Dependency[] {
  const plain = without(without(text, '<!--', '-->'), '<exclusions>', '</exclusions>');
  const properties = new Map<string, string>();
  for (const block of between(plain, '<properties>', '</properties>')) {
    for (const [, key, set] of block.matchAll(/<([\w.-]+)>([^<]*)<\//g)) properties.set(key!, set!.trim());
  }
  const resolve = (set: string) => set.replace(/\$\{([^}]+)\}/g, (all, key: string) => properties.get(key) ?? all);
  const found: Dependency[] = [];
  for (const block of [
    ...between(plain, '<dependency>', '</dependency>'),
    ...between(plain, '<parent>', '</parent>'),
  ]) {
    const [group, artifact] = [resolve(tag(block, 'groupId')), resolve(tag(block, 'artifactId'))];
    if (group === '' || artifact === '') continue;
    found.push({ ecosystem: 'maven', name: `${group}:${artifact}`, version: resolve(tag(block, 'version')) });
  }
  const java = ['maven.compiler.release', 'java.version', 'maven.compiler.target'].find((key) => properties.has(key));
  if (java !== undefined) found.push({ ecosystem: 'runtime', name: 'java', version: resolve(properties.get(java)!) });
  return found;
}

function tag(block: string, name: string): string {
  const begin = block.indexOf(`<${name}>`);
  if (begin < 0) return '';
  const end = block.indexOf('<', begin + 1);
  return block.slice(begin + name.length + 2, end < 0 ? undefined : end).trim();
}

/** Texts between marks that do not nest. */
function between(text: string, open: string, close: string): readonly string[] {
  const found: string[] = [];
  for (let at = text.indexOf(open); at >= 0;) {
    const end = text.indexOf(close, at);
    if (end < 0) break;
    found.push(text.slice(at + open.length, end));
    at = text.indexOf(open, end);
  }
  return found;
}

function without(text: string, open: string, close: string): string {
  if (!text.includes(open)) return text;
  const [first = '', ...rest] = text.split(open);
  return (
    first + rest.map((part) => (part.includes(close) ? part.slice(part.indexOf(close) + close.length) : '')).join('')
  );
}
