import type { RepositorySection } from './repository-section.ts';

/** The section of a service: one that names it, else the first whose `*` fits. */
export function sectionOf(sections: readonly RepositorySection[], service: string): RepositorySection | undefined {
  return (
    sections.find((section) => [section.service].flat().includes(service)) ??
    sections.find((section) => [section.service].flat().some((name) => name.includes('*') && fits(name, service)))
  );
}

/** `*` stands for any characters, none included. */
function fits(pattern: string, service: string): boolean {
  const parts = pattern.split('*');
  const [first = ''] = parts;
  const last = parts.at(-1) ?? '';
  if (!service.startsWith(first) || !service.endsWith(last) || service.length < first.length + last.length)
    return false;
  let rest = service.slice(first.length, service.length - last.length);
  for (const part of parts.slice(1, -1)) {
    const at = rest.indexOf(part);
    if (at < 0) return false;
    rest = rest.slice(at + part.length);
  }
  return true;
}
