import type { Labels } from './alert.ts';

const OFFSET = 14695981039346656037n;
const PRIME = 1099511628211n;
const MASK = (1n << 64n) - 1n;
const SEPARATOR = 0xff;

/**
 * Fingerprint of a label set as Prometheus and Alertmanager compute it: FNV-1a 64 over the sorted labels as
 * `name 0xff value 0xff`, 16 hex digits (prometheus/common, model/signature.go).
 */
export function fingerprintOf(labels: Labels): string {
  const encoder = new TextEncoder();
  const pairs = Object.entries(labels)
    .map(([name, text]) => ({ name: encoder.encode(name), text: encoder.encode(text) }))
    .toSorted((a, b) => compareBytes(a.name, b.name));

  let hash = OFFSET;
  for (const { name, text } of pairs) {
    for (const byte of [...name, SEPARATOR, ...text, SEPARATOR]) hash = ((hash ^ BigInt(byte)) * PRIME) & MASK;
  }
  return hash.toString(16).padStart(16, '0');
}

/** Go sorts strings by their bytes; JavaScript by UTF-16 units, which differs outside the basic plane. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (a[i] !== b[i]) return a[i]! - b[i]!;
  }
  return a.length - b.length;
}
