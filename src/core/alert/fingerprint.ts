import type { Labels } from './alert.ts';

// The 64-bit numbers of FNV-1a in two halves; BigInt is forty times slower, and a delivery may hold megabytes.
const OFFSET_HIGH = 0xcbf29ce4;
const OFFSET_LOW = 0x84222325;
/** The prime is 2⁴⁰ + 0x1b3. */
const PRIME_LOW = 0x1b3;
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

  let high = OFFSET_HIGH;
  let low = OFFSET_LOW;
  const add = (byte: number): void => {
    const mixed = (low ^ byte) >>> 0;
    const product = mixed * PRIME_LOW;
    // mixed · 2⁴⁰ reaches the high half as mixed · 2⁸; everything stays below 2⁵³.
    high = (high * PRIME_LOW + mixed * 256 + Math.floor(product / 2 ** 32)) % 2 ** 32;
    low = product % 2 ** 32;
  };
  for (const { name, text } of pairs) {
    name.forEach(add);
    add(SEPARATOR);
    text.forEach(add);
    add(SEPARATOR);
  }
  return hex(high) + hex(low);
}

function hex(half: number): string {
  return half.toString(16).padStart(8, '0');
}

/** Go sorts strings by their bytes; JavaScript by UTF-16 units, which differs outside the basic plane. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (a[i] !== b[i]) return a[i]! - b[i]!;
  }
  return a.length - b.length;
}
