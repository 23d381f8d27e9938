import type { RequestHandler, Response } from 'express';
import type { Links } from '../../pipeline/ports.ts';
import { checkToken } from './door-token.ts';
import { pathAsked } from './path-asked.ts';
import type { Access } from './page-links.ts';
import { PROBLEMS, sendProblem } from './problem-page.ts';

export interface PageLock {
  readonly pages: 'signed' | 'open';
  readonly token: string | undefined;
  readonly links: Links;
}

/** Lets a reader in by a good signature of exactly this path or by the pages token, and remembers by which. */
export function guardPages(lock: PageLock): RequestHandler {
  return async (request, response, next) => {
    const admit = (access: Access): void => {
      response.locals['access'] = access;
      next();
    };
    if (lock.pages === 'open') return admit('open');
    const { expires, signature } = request.query;
    if (typeof expires === 'string' && typeof signature === 'string') {
      const verdict = lock.links.verify(pathAsked(request), expires, signature);
      if (verdict === 'good') return admit('signature');
      if (!bearsToken(request.headers.authorization, lock.token)) {
        return sendProblem(response, verdict === 'expired' ? PROBLEMS.expired : PROBLEMS.wrongSignature, lock.links);
      }
    }
    if (lock.token === undefined) return sendProblem(response, PROBLEMS.unsigned, lock.links);
    switch (checkToken(request.headers.authorization, lock.token)) {
      case 'good':
        return admit('token');
      case 'wrong':
        response.set('www-authenticate', 'Basic realm="burnscope pages", charset="UTF-8"');
        return sendProblem(response, { ...PROBLEMS.wrongToken, status: 401 }, lock.links);
      case 'missing':
        response.set('www-authenticate', 'Basic realm="burnscope pages", charset="UTF-8"');
        return sendProblem(response, PROBLEMS.needsToken, lock.links);
    }
  };
}

export function accessOf(response: Response): Access {
  const access: unknown = response.locals['access'];
  return access === 'signature' || access === 'token' ? access : 'open';
}

function bearsToken(authorization: string | undefined, token: string | undefined): boolean {
  return token !== undefined && checkToken(authorization, token) === 'good';
}
