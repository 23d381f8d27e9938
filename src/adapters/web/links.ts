import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock, Links } from '../../pipeline/ports.ts';

export interface LinkSettings {
  /** Where people reach us, with or without a path in front of ours. */
  readonly externalUrl: string;
  readonly secret: string;
  /** How long a link stays good. */
  readonly days: number;
}

/** Expiry is rounded up to full hours, so that a link rendered twice is the same link and caches hold. */
const STEP_SECONDS = 3600;

/**
 * Signed addresses: HMAC-SHA256 over `path\nexpires`, base64url, in the query as `expires` (seconds since the epoch)
 * and `signature`. The path is signed in one canonical encoding, so proxies may re-encode it.
 */
export function connectLinks(settings: LinkSettings, clock: Clock): Links {
  const base = settings.externalUrl.replace(/\/+$/, '');
  if (settings.secret.length < 16) throw new Error('the secret that signs links needs at least 16 characters');
  const mac = (path: string, expires: string): Buffer =>
    createHmac('sha256', settings.secret).update(`${path}\n${expires}`).digest();

  return {
    sign(path) {
      const [pathname = '', query] = path.split('?', 2);
      const canonical = canonicalPath(pathname);
      if (canonical === undefined) throw new Error(`cannot sign ${JSON.stringify(path)}: not a path of ours`);
      const seconds = clock.now() / 1000 + settings.days * 86_400;
      const expires = String(Math.ceil(seconds / STEP_SECONDS) * STEP_SECONDS);
      const signature = mac(canonical, expires).toString('base64url');
      const kept = query === undefined ? '' : `${query}&`;
      return `${base}${canonical}?${kept}expires=${expires}&signature=${signature}`;
    },
    verify(path, expires, signature) {
      const canonical = canonicalPath(path);
      if (canonical === undefined || !/^\d{1,12}$/.test(expires)) return 'wrong';
      const given = Buffer.from(signature, 'base64url');
      const expected = mac(canonical, expires);
      // Unequal lengths make timingSafeEqual throw; the length is no secret.
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'wrong';
      return Number(expires) * 1000 > clock.now() ? 'good' : 'expired';
    },
  };
}

function canonicalPath(path: string): string | undefined {
  if (!path.startsWith('/')) return undefined;
  try {
    return path
      .split('/')
      .map((segment) => encodeURIComponent(decodeURIComponent(segment)))
      .join('/');
  } catch {
    return undefined;
  }
}
