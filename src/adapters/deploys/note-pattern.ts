const GROUPS = ['service', 'version', 'from', 'commit', 'environment', 'actor'];

/** The text of a note with placeholders as a regular expression with groups of the same names, or what is wrong with it. */
export function notePattern(
  text: string,
):
  | { readonly pattern: RegExp; readonly problem?: undefined }
  | { readonly pattern?: undefined; readonly problem: string } {
  const parts = text.trim().split(/(\{[^{}]*\})/);
  const named = parts.flatMap((part) => /^\{(.*)\}$/.exec(part)?.[1] ?? []);
  const unknown = named.find((name) => !GROUPS.includes(name));
  if (unknown !== undefined)
    return { problem: `knows no {${unknown}}: ${GROUPS.map((name) => `{${name}}`).join(' ')}` };
  if (named.length === 0) return { problem: 'has no placeholder, such as {version}' };
  if (new Set(named).size < named.length) return { problem: 'has a placeholder twice' };
  // Two of them side by side could be divided anywhere.
  if (text.includes('}{')) return { problem: 'needs a word or a space between two placeholders' };
  const source = parts.map((part) =>
    part.startsWith('{')
      ? `(?<${part.slice(1, -1)}>\\S+)`
      : part.replaceAll(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`).replaceAll(/\s+/g, ' '),
  );
  return { pattern: new RegExp(source.join('')) };
}
