/**
 * Grafana signs what a webhook contact point sends with HMAC-SHA256 over the body, or over `<unix seconds>:<body>` when
 * it also sends the time. https://github.com/grafana/alerting/blob/main/http/hmac.go
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../../core/instant.ts';

/** The contact point's default. */
export const GRAFANA_SIGNATURE_HEADER = 'X-Grafana-Alerting-Signature';
/** What the library behind it falls back to where the contact point hands it no name. */
const LIBRARY_HEADER = 'X-Grafana-Alert-Signature';
/** How far the sender's time may be from ours, so that a recorded delivery cannot be played again later. */
const MOST_SKEW_MS = 5 * 60_000;

export interface GrafanaSignature {
  readonly secret: string;
  readonly header: string;
  /** Absent = Grafana sends no time. */
  readonly timestampHeader?: string;
}

export type SignatureCheck =
  | { readonly kind: 'good' }
  /** `missing`: nothing to check; the others: it does not hold. `reason` names no secret. */
  | { readonly kind: 'missing' | 'stale' | 'wrong'; readonly reason: string };

type HeaderOf = (name: string) => string | undefined;

/** Checks one delivery; `body` is what came, byte for byte. */
export function checkSignature(
  rules: GrafanaSignature,
  headerOf: HeaderOf,
  body: Uint8Array,
  now: Instant,
): SignatureCheck {
  const given =
    headerOf(rules.header) ?? (rules.header === GRAFANA_SIGNATURE_HEADER ? headerOf(LIBRARY_HEADER) : undefined);
  if (given === undefined || given === '') return { kind: 'missing', reason: `no signature in ${rules.header}` };
  const timed = rules.timestampHeader;
  const hmac = createHmac('sha256', rules.secret);
  if (timed !== undefined) {
    const timestamp = headerOf(timed) ?? '';
    if (timestamp === '') return { kind: 'missing', reason: `no time in ${timed}` };
    const skewMs = Math.abs(Number(timestamp) * 1000 - now);
    if (!/^\d{1,11}$/.test(timestamp)) return { kind: 'wrong', reason: `${timed} is no time in unix seconds` };
    if (skewMs > MOST_SKEW_MS) {
      return { kind: 'stale', reason: `${timed} is ${Math.round(skewMs / 1000)} s from our clock, more than 300` };
    }
    hmac.update(`${timestamp}:`);
  }
  const expected = hmac.update(body).digest();
  const signature = /^[\da-f]{64}$/i.test(given.trim())
    ? Buffer.from(given.trim(), 'hex')
    : Buffer.alloc(expected.length);
  if (timingSafeEqual(signature, expected)) return { kind: 'good' };
  const hint = timed === undefined ? ': another secret, a changed body, or a time that is signed too' : '';
  return { kind: 'wrong', reason: `the signature does not fit the body${hint}` };
}
