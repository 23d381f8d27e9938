import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calledAt } from '../../../../src/adapters/stores/pprof-endpoints/address.ts';

const urlOf = (address: string, port?: number) => {
  const at = calledAt(address, 'http', port);
  return 'url' in at ? at.url : at.problem;
};

describe('where a pod is called', () => {
  it.each([
    ['10.0.0.1:9090', undefined, 'http://10.0.0.1:9090'],
    ['10.0.0.1:9090', 6060, 'http://10.0.0.1:6060'],
    ['checkout-0.checkout.pay.svc:6060', undefined, 'http://checkout-0.checkout.pay.svc:6060'],
    ['https://pod:8443', undefined, 'https://pod:8443'],
    ['fd00::17', 6060, 'http://[fd00::17]:6060'],
    ['[fd00::17]:9090', undefined, 'http://[fd00::17]:9090'],
    ['localhost:6060', undefined, 'http://localhost:6060'],
  ])('%s with the port %s is %s', (address, port, expected) => {
    expect(urlOf(address, port)).toBe(expected);
  });

  it.each([
    '',
    'pod:6060/admin',
    'pod:6060?x=1',
    'user:word@pod:6060',
    'https://user@pod:6060',
    'file:///etc/passwd',
    'gopher://pod',
    'pod:port',
    'two words',
    'pod#x',
    'http://',
  ])('%j is no address', (address) => {
    expect(urlOf(address)).toContain('is no host and port');
  });

  it.each([
    '169.254.169.254',
    '169.254.169.254:80',
    'http://169.254.169.254',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
    '169.254.170.2:80',
    '[::ffff:169.254.169.254]:80',
    '::ffff:a9fe:a9fe',
    '[fe80::1]:6060',
    'fd00:ec2::254',
    '64:ff9b::169.254.169.254',
    '100.100.100.200',
    '168.63.129.16',
    '0.0.0.0:6060',
    '[::]:6060',
    '224.0.0.1',
    '255.255.255.255',
  ])('%s is never called', (address) => {
    expect(urlOf(address, 6060)).toMatch(/is never called|is no host and port/);
    expect(calledAt(address, 'http', undefined)).not.toHaveProperty('url');
  });

  it('no text leads to a link-local address, and what is called is never more than a host and a port', () => {
    const address = fc.oneof(fc.string(), fc.ipV4(), fc.ipV6(), fc.webUrl(), fc.ipV4Extended());
    fc.assert(
      fc.property(address, (text) => {
        const at = calledAt(text, 'http', undefined);
        if ('problem' in at) return;
        const url = new URL(at.url);
        expect([url.pathname, url.search, url.hash, url.username, url.password]).toEqual(['/', '', '', '', '']);
        expect(url.hostname).not.toMatch(/^169\.254\.|^\[fe[89ab]/);
      }),
    );
  });
});
