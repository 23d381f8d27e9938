import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import { pathAsked } from './path-asked.ts';
import type { Log } from '../../pipeline/ports.ts';

/** No inline script or style, nothing from elsewhere, in no frame; form-action has no fallback to default-src. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Security headers, a request id (the caller's when it is harmless), and one debug line per request. */
export function harden(log: Log): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id') ?? '';
    const requestId = /^[\w-]{1,64}$/.test(given) ? given : randomUUID();
    response.locals['requestId'] = requestId;
    response.set({
      'x-request-id': requestId,
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), geolocation=(), microphone=()',
      'cache-control': 'no-cache, private',
    });
    const started = performance.now();
    response.on('close', () => {
      log.debug('request', {
        // Without the query: it carries signatures.
        path: pathAsked(request).slice(0, 200),
        method: request.method,
        status: response.statusCode,
        complete: response.writableFinished,
        milliseconds: Math.round(performance.now() - started),
        requestId,
      });
    });
    next();
  };
}

export function requestIdOf(locals: Readonly<Record<string, unknown>>): string {
  const requestId = locals['requestId'];
  return typeof requestId === 'string' ? requestId : '';
}
