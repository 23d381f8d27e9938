import { expect, it } from 'vitest';
import { renderPlainText } from '../../../src/adapters/chats/plain-text.ts';
import { sampleReport } from '../../support/sample-report.ts';

it('reads like the report, links spelled out', () => {
  expect(renderPlainText(sampleReport())).toBe(
    [
      'checkout · latency SLO burning 14.4× since 14:02',
      'CPU per request +31 %: 26 of it in pricing.(*TaxTable).Lookup, changed in 4f2c1e9 (https://git.example/shop/commit/4f2c1e9?a=1&b=2)',
      'Off-CPU unchanged. Traffic +2 %, explains nothing.',
      'Open the evidence: https://burn.example/incidents/abc?expires=1&signature=x',
    ].join('\n'),
  );
});

it('sends nothing to the terminal but text', () => {
  const report = sampleReport({
    headline: '\u001b]0;owned\u0007\u001b[31mred\u009b2J\r\nsecond line \u202Egnp.exe',
    lines: [[{ kind: 'link', text: 'x\u0000y', url: 'javascript:alert(1)' }]],
    links: [{ label: 'bad', url: 'file:///etc/passwd' }],
  });

  expect(renderPlainText(report)).toBe(' ]0;owned [31mred 2J second line gnp.exe\nx y');
});
