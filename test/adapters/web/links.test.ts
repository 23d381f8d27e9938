import { expect, it } from 'vitest';
import { connectLinks } from '../../../src/adapters/web/links.ts';
import { describeLinks } from '../../contracts/links.ts';

const SECRET = 'a secret of sixteen or more';

describeLinks('HMAC', (clock) =>
  connectLinks({ externalUrl: 'https://burn.example/prefix/', secret: SECRET, days: 30 }, clock),
);

const clock = { now: () => 0 };

it('does not accept the signature of another secret', () => {
  const theirs = connectLinks({ externalUrl: 'https://burn.example', secret: `${SECRET}!`, days: 30 }, clock);
  const ours = connectLinks({ externalUrl: 'https://burn.example', secret: SECRET, days: 30 }, clock);

  const { searchParams } = new URL(theirs.sign('/inbox'));

  expect(ours.verify('/inbox', searchParams.get('expires') ?? '', searchParams.get('signature') ?? '')).toBe('wrong');
});

it('keeps a query beside the signature', () => {
  const links = connectLinks({ externalUrl: 'https://burn.example', secret: SECRET, days: 30 }, clock);

  expect(links.sign('/incidents/a.png?size=phone')).toMatch(/\.png\?size=phone&expires=\d+&signature=[\w-]{43}$/);
});

it('refuses a secret that could be guessed', () => {
  expect(() => connectLinks({ externalUrl: 'https://burn.example', secret: 'short', days: 30 }, clock)).toThrow(
    /at least 16 characters/,
  );
});
