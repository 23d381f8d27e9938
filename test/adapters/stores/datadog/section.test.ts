import { describe, expect, it } from 'vitest';
import { addressOf, DatadogSection } from '../../../../src/adapters/stores/datadog/datadog-section.ts';
import { datadogSection } from './connect-test-datadog.ts';

function problemsOf(settings: Readonly<Record<string, unknown>>): readonly string[] {
  const parsed = DatadogSection.safeParse({
    name: 'main',
    type: 'datadog',
    experimental: true,
    api_key_file: '/run/api',
    app_key_file: '/run/app',
    ...settings,
  });
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('the section of Datadog', () => {
  it.each([undefined, false, 'yes'])('says why it stands behind a flag: experimental %s', (experimental) => {
    expect(problemsOf({ experimental })).toEqual([
      expect.stringMatching(/^experimental: must be true: Datadog has no public API for reading profiles/),
    ]);
  });

  it.each([
    ['datadoghq.com', 'https://app.datadoghq.com'],
    ['datadoghq.eu', 'https://app.datadoghq.eu'],
    ['ddog-gov.com', 'https://app.ddog-gov.com'],
    ['us3.datadoghq.com', 'https://us3.datadoghq.com'],
    ['ap1.datadoghq.com', 'https://ap1.datadoghq.com'],
  ])('asks %s at %s', (site, address) => {
    expect(addressOf(datadogSection({ site }))).toBe(address);
  });

  it.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
    ['a site that is an address', { site: 'https://datadoghq.eu' }, /^site: is no site: write datadoghq\.com/],
    ['both keys by a header too', { headers: { 'DD-API-KEY': 'x' } }, /^headers: DD-API-KEY comes from api_key_file/],
    ['no key', { app_key_file: undefined }, /^app_key_file: /],
    ['a path that is none', { paths: { list: 'api/list' } }, /^paths\.list: must begin with \//],
    ['a path with an unknown part', { paths: { download: '/x/{id}' } }, /^paths\.download: knows \{profile_id\}/],
    ['another path', { paths: { lst: '/x' } }, /lst/],
    ['too many calls at once', { limits: { at_once: 100 } }, /^limits\.at_once: /],
    ['a tag that is none', { tags: { team: 'x:y' } }, /^tags\.team: is no name of a tag/],
  ])('refuses %s', (_, settings, message) => {
    expect(problemsOf(settings)).toEqual([expect.stringMatching(message)]);
  });
});
