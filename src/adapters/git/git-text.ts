const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const LATIN1 = new TextDecoder('windows-1252');

/** Bytes of git as text. Most are UTF-8; what is not, is Latin-1 more often than anything else. */
export function gitText(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    return LATIN1.decode(bytes);
  }
}

const MOST_CHARACTERS = 500;

/** One line that may be shown anywhere: without control characters, which terminals obey, and without those that turn text around. */
export function plainLine(text: string): string {
  return text
    .slice(0, MOST_CHARACTERS)
    .replace(/[\p{Cc}\p{Bidi_Control}]+/gu, ' ')
    .trim();
}

/** The parts between NULs, as `-z` writes them. */
export function splitNul(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  while (from < bytes.length) {
    const nul = bytes.indexOf(0, from);
    const to = nul < 0 ? bytes.length : nul;
    parts.push(bytes.subarray(from, to));
    from = to + 1;
  }
  return parts;
}
