import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, stop } from 'esbuild';
import { Router } from 'express';
import type { RequestHandler } from 'express';

const ROOM = new URL('../../page/', import.meta.url);

/** GET /page.js, /page.css, /icon.svg: made at the first request and kept; the same for every reader. */
export function pageAssets(): Router {
  const router = Router();
  router.get('/page.js', asset('text/javascript', bundle));
  router.get(
    '/page.css',
    asset('text/css', async () =>
      Buffer.concat(await Promise.all(['page.css', 'flames.css'].map((name) => readFile(new URL(name, ROOM))))),
    ),
  );
  router.get(
    '/icon.svg',
    asset('image/svg+xml', () => readFile(new URL('icon.svg', ROOM))),
  );
  return router;
}

interface Asset {
  readonly bytes: Uint8Array;
  readonly etag: string;
}

function asset(mediaType: string, make: () => Promise<Uint8Array>): RequestHandler {
  let made: Promise<Asset> | undefined;
  return async (request, response) => {
    made ??= withEtag(make);
    const ready = await made.catch((error: unknown) => {
      // The next reader tries again.
      made = undefined;
      throw error;
    });
    response.set({ etag: ready.etag, 'content-type': `${mediaType}; charset=utf-8` });
    if (request.get('if-none-match') === ready.etag) response.status(304).end();
    else response.end(ready.bytes);
  };
}

async function withEtag(make: () => Promise<Uint8Array>): Promise<Asset> {
  const bytes = await make();
  return { bytes, etag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"` };
}

async function bundle(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('main.ts', ROOM))],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'silent',
  });
  // esbuild leaves a process behind for the next build; there is none.
  await stop();
  const [file] = outputFiles;
  if (file === undefined) throw new Error('the script of the page could not be bundled');
  return file.contents;
}
