import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

export type TokenCheck = 'good' | 'missing' | 'wrong';

/** Bearer token, or the password of basic authentication with any user name; compared in constant time. */
export function checkToken(authorization: string | undefined, token: string): TokenCheck {
  if (authorization === undefined || authorization === '') return 'missing';
  const [scheme = '', credentials = ''] = authorization.trim().split(/\s+/, 2);
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return same(credentials, token) ? 'good' : 'wrong';
    case 'basic':
      // The password may hold colons, the user name may not (RFC 7617).
      return same(
        Buffer.from(credentials, 'base64')
          .toString('utf8')
          .replace(/^[^:]*:/, ''),
        token,
      )
        ? 'good'
        : 'wrong';
    default:
      return 'wrong';
  }
}

/**
 * Guards a machine's door: 401 without credentials, 403 with wrong ones; open when there is no token. `refused` hears of
 * each that was turned away, and why.
 */
export function requireToken(
  token: string | undefined,
  refused?: (response: Response, reason: string) => void,
): RequestHandler {
  return (request, response, next) => {
    if (token === undefined) return next();
    switch (checkToken(request.headers.authorization, token)) {
      case 'good':
        return next();
      case 'missing':
        refused?.(response, 'no token');
        response.set('www-authenticate', 'Bearer realm="burnscope", Basic realm="burnscope"');
        response.status(401).json({ error: 'this door needs a token: bearer, or basic with the token as password' });
        return;
      case 'wrong':
        refused?.(response, 'wrong token');
        response.status(403).json({ error: 'wrong token' });
        return;
    }
  };
}

function same(given: string, expected: string): boolean {
  // Digests have one length, so the comparison tells nothing about the token's.
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
