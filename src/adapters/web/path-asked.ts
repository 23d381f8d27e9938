import type { Request } from 'express';

/**
 * The path as it came in, with its mount and in the sender's encoding. Express's own `path` loses the mount, and
 * `URL` would fold `..` away, so that a signature could be checked for another path than the one that is routed.
 */
export function pathAsked(request: Request): string {
  return request.originalUrl.split('?', 1)[0] ?? '';
}
