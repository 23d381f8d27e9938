export type JsonRecord = Readonly<Record<string, unknown>>;

/** A JSON object; undefined for everything else. */
export function parseRecord(text: string): JsonRecord | undefined {
  try {
    const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

export function isRecord(node: unknown): node is JsonRecord {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

/** Members of an object that are objects themselves; none where it is none. */
export function recordsOf(node: unknown): readonly (readonly [string, JsonRecord])[] {
  return isRecord(node)
    ? Object.entries(node).filter((entry): entry is [string, JsonRecord] => isRecord(entry[1]))
    : [];
}

/** Members of an object that are texts. */
export function textsOf(node: unknown): readonly (readonly [string, string])[] {
  return isRecord(node)
    ? Object.entries(node).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    : [];
}

export function textOf(node: unknown): string {
  return typeof node === 'string' ? node : '';
}
