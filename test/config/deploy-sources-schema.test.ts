import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load-config.ts';
import { ConfigError } from '../../src/config/problem.ts';

function problems(yaml: string): string {
  try {
    parseConfig(yaml, 'burnscope.yaml');
    return '';
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ line, message }) => `${line}: ${message}`).join('\n');
  }
}

describe('settings of deploys by pull and verdicts', () => {
  it.each([
    ['deploys: { kube: [{ namespace: "{{ $labels.ns }}" }] }', 'knows {{ $service }} only'],
    ['deploys: { metric_labels: [{ selector: { job: "{{ $labels.job }}" } }] }', 'knows {{ $service }} only'],
    [
      'sources: [{ name: prod, prometheus: { url: http://p } }]\ndeploys: { kube: [{ source: prd }] }',
      '2: no source is called "prd"',
    ],
    ['deploys: { metric_labels: [{ source: prod }] }', 'no source is called "prod"'],
    ['deploys: { grafana: [{ name: g, url: http://g, text: "Deploy {name}" }] }', 'knows no {name}'],
    ['deploys: { grafana: [{ name: g, url: "http://u:p@g" }] }', 'holds credentials'],
    ['deploys: { registries: [{ host: "https://ghcr.io" }] }', 'is a host'],
    ['verdicts: [{ name: a, type: github }]', 'token_file'],
    ['verdicts: [{ name: a, type: webhook, url: http://x, on: [green] }]', 'on'],
    ['verdicts: [{ name: a, type: webhook, url: http://x }, { name: a, type: webhook, url: http://y }]', 'used twice'],
  ])('%s', (yaml, problem) => {
    expect(problems(yaml)).toContain(problem);
  });

  it('are all there without a word', () => {
    const { deploys, verdicts } = parseConfig('', 'burnscope.yaml');

    expect(deploys).toMatchObject({
      metric_labels: [{}],
      kube: [{ exported_labels: false }],
      grafana: [],
      registries: [],
    });
    expect(verdicts).toEqual([]);
  });
});
