import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestWeb } from './start-test-web.ts';
import type { TestWeb } from './start-test-web.ts';

let web: TestWeb;
beforeEach(async () => {
  web = await startTestWeb();
});
afterEach(() => web.close());

it.each([
  ['page.js', 'text/javascript; charset=utf-8'],
  ['page.css', 'text/css; charset=utf-8'],
  ['icon.svg', 'image/svg+xml; charset=utf-8'],
])('serves %s to anybody, once', async (name, mediaType) => {
  const first = await fetch(`${web.url}/assets/${name}`);
  const etag = first.headers.get('etag') ?? '';
  const again = await fetch(`${web.url}/assets/${name}`, { headers: { 'if-none-match': etag } });

  expect([first.status, first.headers.get('content-type')]).toEqual([200, mediaType]);
  expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
  expect(again.status).toBe(304);
  expect((await first.text()).length).toBeGreaterThan(100);
});

it('serves one script without imports', async () => {
  const script = await (await fetch(`${web.url}/assets/page.js`)).text();

  expect(script).not.toMatch(/\bimport\b/);
  expect(script).toContain('dataset');
});

it('serves no other file of the room', async () => {
  for (const path of ['main.ts', '..%2fmain.ts', '%2e%2e/src/main.ts']) {
    expect((await fetch(`${web.url}/assets/${path}`)).status).toBe(404);
  }
});
