import { describe, expect, it } from 'vitest';
import { linksOf } from '../../../../src/adapters/stores/pyroscope/grafana-links.ts';
import { PyroscopeSection } from '../../../../src/adapters/stores/pyroscope/pyroscope-section.ts';

const TYPE = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds';
const section = PyroscopeSection.parse({
  name: 'main',
  type: 'pyroscope',
  url: 'http://pyroscope:4040',
  grafana: { url: 'https://grafana.example/', datasource_uid: 'profiles' },
});

describe('links to Profiles Drilldown', () => {
  const links = linksOf(section, TYPE, { service_name: 'pay', namespace: 'a|b,c' }, { from: 3000, to: 4000 })!;

  it('open the flame graph of the window', () => {
    const url = new URL(links.window);

    expect(url.origin + url.pathname).toBe('https://grafana.example/a/grafana-pyroscope-app/explore');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      explorationType: 'flame-graph',
      'var-dataSource': 'profiles',
      'var-serviceName': 'pay',
      'var-profileMetricId': TYPE,
      'var-filters': 'namespace|=|a__gfp__b__gfc__c',
      maxNodes: '16384',
      from: '3000',
      to: '4000',
    });
  });

  it('open the diff of both windows, with both sides filtered', () => {
    const asked = Object.fromEntries(new URL(links.diff({ from: 1000, to: 2000 })).searchParams);

    expect(asked).toMatchObject({
      explorationType: 'diff-flame-graph',
      diffFrom: '1000',
      diffTo: '2000',
      'diffFrom-2': '3000',
      'diffTo-2': '4000',
      'var-filtersBaseline': 'namespace|=|a__gfp__b__gfc__c',
      'var-filtersComparison': 'namespace|=|a__gfp__b__gfc__c',
    });
  });

  it('are left out where no Grafana is configured', () => {
    const { grafana: _, ...without } = section;

    expect(linksOf(without, TYPE, {}, { from: 0, to: 1 })).toBeUndefined();
  });
});
