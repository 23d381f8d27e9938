import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { checkSignature } from '../../../src/adapters/web/grafana-signature.ts';
import { WebSection } from '../../../src/adapters/web/web-section.ts';
import { NOON } from '../../support/sample-incident.ts';
import { tokenFile } from '../chats/connect-test-slack.ts';
import { startTestWeb, type TestWeb } from './start-test-web.ts';

const SECRET = 'shared with Grafana';
const SIGNATURE = 'x-grafana-alerting-signature';
const TIME = 'x-grafana-alerting-timestamp';
const BODY = gunzipSync(readFileSync(new URL('../../fixtures/alerts/grafana-firing.json.gz', import.meta.url)));
const NOW = String(NOON / 1000);

/** As Grafana signs: over the body, or over the time, a colon and the body. */
function sign(body: Uint8Array | string, timestamp?: string, secret = SECRET): string {
  const hmac = createHmac('sha256', secret);
  if (timestamp !== undefined) hmac.update(`${timestamp}:`);
  return hmac.update(body).digest('hex');
}

let web: TestWeb | undefined;
afterEach(() => web?.close());

async function deliver(headers: Record<string, string>, section: Partial<WebSection> = {}, door = 'grafana') {
  web = await startTestWeb({ grafana_hmac_secret_file: tokenFile(SECRET), ...section });
  return fetch(`${web.url}/webhooks/${door}`, { method: 'POST', body: new Uint8Array(BODY), headers });
}

describe('a signature over the body', () => {
  it('of Grafana opens its door', async () => {
    const answer = await deliver({ [SIGNATURE]: sign(BODY) });

    expect(answer.status).toBe(202);
    expect(web?.received).toHaveLength(1);
  });

  it('agrees with a vector from another implementation', () => {
    // printf 'test message' | openssl dgst -sha256 -hmac secret
    const signature = '3bcebf43c85d20bba6e3b6ba278af1d2ba3ab0d57de271b0ad30b833e851c5a6';
    const rules = { secret: 'secret', header: 'X-Signature' };

    const check = checkSignature(rules, () => signature, Buffer.from('test message'), NOON);

    expect(check).toEqual({ kind: 'good' });
  });

  it.each([
    ['that is missing', {}, 401],
    ['that is empty', { [SIGNATURE]: '' }, 401],
    ['by another secret', { [SIGNATURE]: sign(BODY, undefined, 'guessed') }, 403],
    ['of another body', { [SIGNATURE]: sign(`${BODY.toString()} `) }, 403],
    ['with a time that is not expected', { [SIGNATURE]: sign(BODY, NOW), [TIME]: NOW }, 403],
    ['that is no hex', { [SIGNATURE]: 'z'.repeat(64) }, 403],
    ['that is all zero', { [SIGNATURE]: '0'.repeat(64) }, 403],
    ['cut short', { [SIGNATURE]: sign(BODY).slice(0, 63) }, 403],
  ])('%s is turned away, logged and counted', async (_name, headers, status) => {
    const answer = await deliver(headers);

    expect(answer.status).toBe(status);
    expect(web?.received).toEqual([]);
    expect(web?.log.lines).toContainEqual(expect.objectContaining({ level: 'warn', message: 'a webhook was refused' }));
    expect(web?.counted).toEqual(['webhook grafana refused']);
    expect(await answer.text()).not.toContain(SECRET);
  });

  it('comes in the header that the contact point names', async () => {
    const answer = await deliver({ 'x-my-mac': sign(BODY) }, { grafana_hmac_header: 'X-My-Mac' });

    expect(answer.status).toBe(202);
  });

  it('comes under the name of Grafana’s library, unless a name is configured', async () => {
    const old = { 'x-grafana-alert-signature': sign(BODY) };

    const byDefault = await deliver(old);
    await web?.close();
    const configured = await deliver(old, { grafana_hmac_header: 'X-My-Mac' });

    expect([byDefault.status, configured.status]).toEqual([202, 401]);
  });

  it('is not asked of Alertmanager, which cannot sign', async () => {
    expect((await deliver({}, {}, 'alertmanager')).status).toBe(202);
  });

  it('fits no body but the one that was signed', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (signed, sent) => {
        const check = checkSignature({ secret: SECRET, header: SIGNATURE }, () => sign(signed), sent, NOON);
        expect(check.kind === 'good').toBe(Buffer.compare(signed, sent) === 0);
      }),
    );
  });
});

describe('a signature over time and body', () => {
  const timed = { grafana_hmac_timestamp_header: TIME };

  it.each([
    ['now', 0, 202],
    ['five minutes behind', -300, 202],
    ['five minutes ahead', 300, 202],
    ['longer behind: it may be played again', -301, 403],
    ['longer ahead', 301, 403],
  ])('%s is answered', async (_name, seconds, status) => {
    const timestamp = String(NOON / 1000 + seconds);

    const answer = await deliver({ [SIGNATURE]: sign(BODY, timestamp), [TIME]: timestamp }, timed);

    expect(answer.status).toBe(status);
  });

  it.each([
    ['without its time', { [SIGNATURE]: sign(BODY, NOW) }, 401],
    ['over the body alone', { [SIGNATURE]: sign(BODY), [TIME]: NOW }, 403],
    ['with another time than the signed one', { [SIGNATURE]: sign(BODY, NOW), [TIME]: String(NOON / 1000 - 1) }, 403],
    ['with a time in words', { [SIGNATURE]: sign(BODY, 'noon'), [TIME]: 'noon' }, 403],
    ['with a time beyond numbers', { [SIGNATURE]: sign(BODY, 'Infinity'), [TIME]: 'Infinity' }, 403],
  ])('%s is turned away', async (_name, headers, status) => {
    expect((await deliver(headers, timed)).status).toBe(status);
  });
});

describe('token and signature together', () => {
  const both = () => ({ webhook_token_file: tokenFile('t0ken') });
  const token = { authorization: 'Bearer t0ken' };

  it.each([
    ['both', { ...token, [SIGNATURE]: sign(BODY) }, 202],
    ['the token alone', token, 401],
    ['the signature alone', { [SIGNATURE]: sign(BODY) }, 401],
    ['a wrong token and the signature', { authorization: 'Bearer no', [SIGNATURE]: sign(BODY) }, 403],
  ])('are both asked for: with %s', async (_name, headers, status) => {
    expect((await deliver(headers, both())).status).toBe(status);
  });
});

describe('the settings', () => {
  it('name headers that can be sent', () => {
    const parsed = WebSection.safeParse({ grafana_hmac_secret_file: '/s', grafana_hmac_header: 'X Grafana: y' });

    expect(parsed.error?.issues[0]?.path).toEqual(['grafana_hmac_header']);
  });

  it('refuse a header of a time that nothing checks', () => {
    const parsed = WebSection.safeParse({ grafana_hmac_timestamp_header: 'X-Time' });

    expect(parsed.error?.issues[0]?.path).toEqual(['grafana_hmac_timestamp_header']);
  });

  it('refuse to start without the secret', async () => {
    await expect(startTestWeb({ grafana_hmac_secret_file: '/nowhere/secret' })).rejects.toThrow(
      'web.grafana_hmac_secret_file',
    );
    web = undefined;
  });
});
