import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** How a sender proves that a delivery is its own, where it does so in another way than by a token for any door. */
export interface SenderProof {
  readonly header: string;
  /** `hmac`: `sha256=` and HMAC-SHA256 over the body in hex; `token`: the secret itself. */
  readonly kind: 'hmac' | 'token';
  readonly secret: string;
}

export type ProofCheck =
  | { readonly kind: 'good' }
  /** `reason` names no secret. */
  | { readonly kind: 'missing' | 'wrong'; readonly reason: string };

/** Checks one delivery in constant time; `body` is what came, byte for byte. */
export function checkProof(
  { header, kind, secret }: SenderProof,
  given: string | undefined,
  body: Uint8Array,
): ProofCheck {
  if (given === undefined || given === '') return { kind: 'missing', reason: `nothing in ${header}` };
  switch (kind) {
    case 'token':
      // Digests have one length, so the comparison tells nothing about the secret's.
      if (timingSafeEqual(digest(given), digest(secret))) return { kind: 'good' };
      return { kind: 'wrong', reason: `${header} is another token` };
    case 'hmac': {
      const expected = createHmac('sha256', secret).update(body).digest();
      const hex = /^sha256=([\da-f]{64})$/i.exec(given.trim())?.[1];
      if (hex === undefined) return { kind: 'wrong', reason: `${header} is not sha256= and 64 hex digits` };
      if (timingSafeEqual(Buffer.from(hex, 'hex'), expected)) return { kind: 'good' };
      return { kind: 'wrong', reason: `${header} does not fit the body: another secret, or a changed body` };
    }
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
