/** Who may ask, and in which encoding. */
import type { Request } from 'express';
import { checkToken } from './door-token.ts';
import { QuerierRefusal } from './querier-refusal.ts';

export const JSON_TYPE = 'application/json';
export const PROTO_TYPE = 'application/proto';

/** Who may read: with the pages' token, anybody where pages are open. */
export interface QuerierLock {
  readonly pages: 'signed' | 'open';
  readonly token: string | undefined;
}

export function lockedOut(request: Request, { pages, token }: QuerierLock): QuerierRefusal | undefined {
  if (pages === 'open') return undefined;
  if (token === undefined)
    return new QuerierRefusal(
      'unauthenticated',
      'profiles are read with the token of web.pages_token_file, which is not configured, or where web.pages is open',
    );
  switch (checkToken(request.headers.authorization, token)) {
    case 'good':
      return undefined;
    case 'missing':
      return new QuerierRefusal('unauthenticated', "the pages' token is needed: bearer, or basic with it as password");
    case 'wrong':
      return new QuerierRefusal('unauthenticated', 'wrong token');
  }
}

export function typeOf(request: Request): string {
  return (request.get('content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase();
}

/** `type/subtype;parameter=text, …` */
export function isTypeList(accept: string): boolean {
  const token = "[!#$%&'*+.^_`|~\\w-]+";
  return accept.split(',').every((one) => new RegExp(`^\\s*${token}/${token}\\s*(?:;.*)?$`).test(one));
}
