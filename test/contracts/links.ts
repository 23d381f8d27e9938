import { describe, expect, it } from 'vitest';
import type { Instant } from '../../src/core/instant.ts';
import type { Clock, Links } from '../../src/pipeline/ports.ts';

const DAY = 86_400_000;

/** `make` builds links that are good for 30 days and live at https://burn.example/prefix. */
export function describeLinks(name: string, make: (clock: Clock) => Links): void {
  describe(`links: ${name}`, () => {
    const clock = { at: 1_795_356_540_000 as Instant, now: () => clock.at };

    it('accepts its own signature of exactly that path', () => {
      const signed = parse(make(clock).sign('/incidents/abc'));

      expect(signed.address).toBe('https://burn.example/prefix/incidents/abc');
      expect(make(clock).verify('/incidents/abc', signed.expires, signed.signature)).toBe('good');
      for (const other of ['/incidents/abd', '/incidents/abc.json', '/incidents/abc/', '/incidents', '/inbox', '']) {
        expect(make(clock).verify(other, signed.expires, signed.signature)).toBe('wrong');
      }
    });

    it('refuses a later expiry, another signature, and nonsense', () => {
      const { expires, signature } = parse(make(clock).sign('/inbox'));

      const links = make(clock);
      expect(links.verify('/inbox', String(Number(expires) + 1), signature)).toBe('wrong');
      expect(links.verify('/inbox', expires, signature.slice(1))).toBe('wrong');
      expect(links.verify('/inbox', expires, '')).toBe('wrong');
      expect(links.verify('/inbox', 'soon', signature)).toBe('wrong');
      expect(links.verify('/%zz', expires, signature)).toBe('wrong');
    });

    it('expires after its days, not before', () => {
      const { expires, signature } = parse(make(clock).sign('/inbox'));

      const at = (days: number): string =>
        make({ now: () => clock.at + days * DAY }).verify('/inbox', expires, signature);
      expect(at(29.9)).toBe('good');
      expect(at(30.1)).toBe('expired');
    });

    it('gives the same link twice within the same minutes, so that caches hold', () => {
      expect(make(clock).sign('/inbox')).toBe(make({ now: () => clock.at + 1000 }).sign('/inbox'));
    });

    it('survives other encodings of the same path', () => {
      const { address, expires, signature } = parse(make(clock).sign('/incidents/a/files/x%20(1)+é.pprof'));

      expect(address).toContain('/incidents/a/files/x%20(1)%2B%C3%A9.pprof');
      expect(make(clock).verify('/incidents/a/files/x%20%281%29%2b%C3%A9.pprof', expires, signature)).toBe('good');
    });
  });
}

function parse(link: string): { address: string; expires: string; signature: string } {
  const url = new URL(link);
  const [expires, signature] = [url.searchParams.get('expires'), url.searchParams.get('signature')];
  return { address: url.origin + url.pathname, expires: expires ?? '', signature: signature ?? '' };
}
