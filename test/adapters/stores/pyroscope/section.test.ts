import { describe, expect, it } from 'vitest';
import { PyroscopeSection } from '../../../../src/adapters/stores/pyroscope/pyroscope-section.ts';

const LEAST = { name: 'main', type: 'pyroscope', url: 'http://pyroscope:4040' };

/** Where and why a section is refused. */
function problems(settings: object): readonly string[] {
  const read = PyroscopeSection.safeParse({ ...LEAST, ...settings });
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('the section of a Pyroscope store', () => {
  it('needs no more than an address', () => {
    expect(PyroscopeSection.parse(LEAST)).toMatchObject({ labels: { service: 'service_name' }, types: {} });
  });

  it('takes one name of a label or several', () => {
    expect(PyroscopeSection.parse({ ...LEAST, labels: { pod: 'host', node: ['a', 'b'] } }).labels).toMatchObject({
      pod: ['host'],
      node: ['a', 'b'],
    });
  });

  it.each([
    [{ tenat: 'x' }, /tenat/],
    [{ labels: { pods: 'x' } }, /pods/],
    [{ url: 'http://user:secret@pyroscope:4040' }, /^url: holds credentials/],
    [{ url: 'ftp://pyroscope' }, /^url: /],
    [{ username: 'x' }, /^username: basic auth needs/],
    [{ username: 'x', password_file: '/p', bearer_token_file: '/t' }, /^bearer_token_file: .* exclude each other/],
    [{ tenant: 'a', headers: { 'X-Scope-OrgID': 'b' } }, /^tenant: X-Scope-OrgID is among the headers already/],
    [
      { bearer_token_file: '/t', headers: { authorization: 'x' } },
      /^headers: Authorization comes from username or bearer_token_file already/,
    ],
    [{ tls: {} }, /^tls: needs an https address/],
    [{ types: { cpu: 'process_cpu' } }, /^types\.cpu: is no profile type: write all five parts/],
    [{ types: { heap: 'a:b:c:d:e' } }, /heap/],
    [{ grafana: { url: 'https://grafana.example' } }, /^grafana\.datasource_uid: /],
    [{ timeout: '3h' }, /^timeout: must be a duration/],
  ])('refuses %j', (settings, expected) => {
    expect(problems(settings)).toEqual([expect.stringMatching(expected)]);
  });
});
