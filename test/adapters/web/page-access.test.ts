import { afterEach, describe, expect, it } from 'vitest';
import { tokenFile } from '../chats/connect-test-slack.ts';
import { startTestWeb } from './start-test-web.ts';
import type { TestWeb } from './start-test-web.ts';

const DAY = 86_400_000;
let web: TestWeb;
afterEach(() => web.close());

const basic = (password: string): RequestInit => ({
  headers: { authorization: `Basic ${Buffer.from(`me:${password}`).toString('base64')}` },
});

describe('signed pages', () => {
  it.each(['/incidents', '/deploys', '/incidents/abc-1', '/incidents/abc-1.json', '/incidents/abc-1.png', '/inbox'])(
    'open %s by its own signature only',
    async (path) => {
      web = await startTestWeb();

      const [bare, signed] = [await fetch(web.url + path), await fetch(web.signed(path))];
      const other = await fetch(`${web.url}${path}${new URL(web.signed('/incidents/other')).search}`);

      expect([bare.status, signed.status, other.status]).toEqual([403, 200, 403]);
      expect(await bare.text()).toContain('Open the link in the chat message');
      expect(await other.text()).toContain('This link is not valid');
    },
  );

  it('say what to do when a link has expired', async () => {
    web = await startTestWeb();
    const link = web.signed('/incidents/abc-1');
    web.pass(31 * DAY);

    const answer = await fetch(link);

    expect(answer.status).toBe(410);
    const html = await answer.text();
    expect(html).toContain('This link has expired');
    expect(html).toContain('Open a newer message');
    expect(html).not.toContain('TaxTable');
  });

  it('link onward by signatures of their own', async () => {
    web = await startTestWeb();
    const html = await (await fetch(web.signed('/incidents/abc-1'))).text();
    const hrefs = [...html.matchAll(/(?:href|src|srcset)="([^"]+)"/g)].map(([, href]) =>
      href!.replaceAll('&amp;', '&'),
    );

    const own = hrefs
      .filter((href) => href.startsWith('.'))
      .map((href) => new URL(href, `${web.url}/incidents/abc-1`).href);

    expect(own.length).toBeGreaterThanOrEqual(9);
    for (const link of own) expect([link, (await fetch(link)).status]).toEqual([link, 200]);
  });

  it('keep the signature when the list is filtered', async () => {
    web = await startTestWeb();
    const html = await (await fetch(web.signed('/incidents'))).text();

    const fields = [...html.matchAll(/type="hidden" name="(\w+)" value="([^"]+)"/g)].map(([, name, text]) => [
      name!,
      text!,
    ]);
    const answer = await fetch(
      `${web.url}/incidents?${new URLSearchParams([...fields, ['service', 'checkout']]).toString()}`,
    );

    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('value="checkout"');
  });

  it('open by the token, also when a signature is old, and ask for it otherwise', async () => {
    web = await startTestWeb({ pages_token_file: tokenFile('page-token') });
    const link = web.signed('/inbox');
    web.pass(31 * DAY);

    const none = await fetch(`${web.url}/inbox`);
    const wrong = await fetch(`${web.url}/inbox`, basic('guess'));
    const good = await fetch(`${web.url}/inbox`, basic('page-token'));
    const old = await fetch(link, basic('page-token'));

    expect([none.status, wrong.status, good.status, old.status]).toEqual([401, 401, 200, 200]);
    expect(none.headers.get('www-authenticate')).toMatch(/^Basic /);
    expect(await good.text()).not.toContain('signature=');
  });
});

describe('open pages', () => {
  it('need no signature and render none', async () => {
    web = await startTestWeb({ pages: 'open' });

    const answer = await fetch(`${web.url}/incidents/abc-1`);

    expect(answer.status).toBe(200);
    expect(await answer.text()).not.toMatch(/"\.[^"]*signature=/);
  });
});
