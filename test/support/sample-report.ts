import type { Report } from '../../src/core/report/report.ts';
import type { PostedPicture } from '../../src/pipeline/ports.ts';

export function sampleReport(changes: Partial<Report> = {}): Report {
  return {
    headline: 'checkout · latency SLO burning 14.4× since 14:02',
    lines: [
      [
        { kind: 'strong', text: 'CPU per request +31 %' },
        { kind: 'text', text: ': 26 of it in ' },
        { kind: 'code', text: 'pricing.(*TaxTable).Lookup' },
        { kind: 'text', text: ', changed in ' },
        { kind: 'link', text: '4f2c1e9', url: 'https://git.example/shop/commit/4f2c1e9?a=1&b=2' },
      ],
      [{ kind: 'text', text: 'Off-CPU unchanged. Traffic +2 %, explains nothing.' }],
    ],
    links: [{ label: 'Open the evidence', url: 'https://burn.example/incidents/abc?expires=1&signature=x' }],
    altText: 'CPU and off-CPU flame graphs; pricing.(*TaxTable).Lookup grew from 2.7 % to 18 %',
    ...changes,
  };
}

/** The smallest PNG there is: one transparent pixel. */
export const ONE_PIXEL = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
);

export function samplePicture(): PostedPicture {
  return {
    picture: { size: 'chat', width: 1, height: 1, png: ONE_PIXEL },
    url: 'https://burn.example/incidents/abc.png?expires=1&signature=y',
  };
}
