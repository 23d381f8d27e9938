import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderMrkdwn } from '../../../src/adapters/chats/mrkdwn.ts';
import type { SlackMessage } from '../../../src/adapters/chats/mrkdwn.ts';
import type { Span } from '../../../src/core/report/report.ts';
import { sampleReport } from '../../support/sample-report.ts';

const NONE = { kind: 'none' } as const;
const HOSTILE =
  '<!channel> <@U1> <!subteam^S1> &lt;b&gt; <https://evil|bank> `code` *x* \u202Egnp.exe\u202C\u0000\n> quote';

function sectionsOf(message: SlackMessage): readonly string[] {
  return message.blocks.flatMap((block) => (block.type === 'section' ? [block.text?.text ?? ''] : []));
}

describe('a report as Slack blocks', () => {
  it('reads like the report', () => {
    const message = renderMrkdwn(sampleReport(), NONE);

    expect(message.blocks[0]).toEqual({
      type: 'header',
      text: { type: 'plain_text', text: 'checkout · latency SLO burning 14.4× since 14:02', emoji: false },
    });
    expect(sectionsOf(message)).toEqual([
      [
        '*CPU per request +31 %*: 26 of it in `pricing.(*TaxTable).Lookup`, changed in ' +
          '<https://git.example/shop/commit/4f2c1e9?a=1&amp;b=2|4f2c1e9>',
        'Off-CPU unchanged. Traffic +2 %, explains nothing.',
      ].join('\n'),
      '<https://burn.example/incidents/abc?expires=1&amp;signature=x|Open the evidence>',
    ]);
    expect(message.text.startsWith('checkout · latency SLO burning 14.4× since 14:02\n*CPU per request')).toBe(true);
  });

  it.each(['text', 'strong', 'code', 'link'] as const)('disarms everything in a %s span', (kind) => {
    const span: Span = kind === 'link' ? { kind, text: HOSTILE, url: 'https://ok.example/' } : { kind, text: HOSTILE };

    const message = renderMrkdwn(sampleReport({ headline: HOSTILE, lines: [[span]], links: [] }), NONE);

    for (const text of [message.text, ...sectionsOf(message)]) {
      const withoutOurLinks = text.replaceAll(/<https:\/\/ok\.example\/\|[^<>|\n]*>/g, '');
      expect(withoutOurLinks).not.toMatch(/[<>]/);
      for (const character of ['\u0000', '\u202E']) expect(text).not.toContain(character);
      expect(text).toContain('&lt;!channel&gt;');
      expect(text).toContain('&amp;lt;b&amp;gt;');
    }
  });

  it('has exactly two backticks around a code span', () => {
    const [text] = sectionsOf(
      renderMrkdwn(sampleReport({ lines: [[{ kind: 'code', text: 'a`b``c' }]], links: [] }), NONE),
    );

    expect(text).toBe('`a\u02BCb\u02BC\u02BCc`');
  });

  it.each(['javascript:alert(1)', 'not a url', '//evil.example', 'file:///etc/passwd'])(
    'does not link to %s',
    (url) => {
      const report = sampleReport({ lines: [[{ kind: 'link', text: 'here', url }]], links: [{ label: 'there', url }] });

      expect(sectionsOf(renderMrkdwn(report, NONE)).join('\n')).toBe('here\nthere');
    },
  );

  it('shows an uploaded picture, or a link to one that could not be shown', () => {
    const shown = renderMrkdwn(sampleReport({ altText: '' }), { kind: 'file', fileId: 'F1' });
    const linked = renderMrkdwn(sampleReport(), { kind: 'link', url: 'https://burn.example/a.png' });

    expect(shown.blocks).toContainEqual({ type: 'image', slack_file: { id: 'F1' }, alt_text: 'Flame graph' });
    expect(sectionsOf(linked).at(-1)).toMatch(/^<https:\/\/burn\.example\/a\.png\|Picture> {3}</);
  });

  it('says how many lines it left out', () => {
    const lines = Array.from(
      { length: 300 },
      (_, n) => [{ kind: 'text', text: `line ${n} ${'x'.repeat(90)}` }] as const,
    );

    const text = sectionsOf(renderMrkdwn(sampleReport({ lines, links: [] }), NONE)).join('\n');

    const shown = text.split('\n').length - 1;
    expect(shown).toBeGreaterThan(50);
    expect(text.endsWith(`… ${300 - shown} more on the incident's page`)).toBe(true);
  });

  it('stays within every limit of Slack, and keeps spans whole, whatever comes', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.constant('&<>`|𝄞'.repeat(11_000)));
    const span: fc.Arbitrary<Span> = fc.oneof(
      fc.record({ kind: fc.constantFrom('text' as const, 'strong' as const, 'code' as const), text }),
      fc.record({
        kind: fc.constant('link' as const),
        text,
        url: fc.oneof(fc.webUrl({ withQueryParameters: true }), text),
      }),
    );
    const report = fc.record({
      headline: text,
      lines: fc.array(fc.array(span, { maxLength: 5 }), { maxLength: 30 }),
      links: fc.array(fc.record({ label: text, url: fc.webUrl() }), { maxLength: 40 }),
      altText: text,
    });
    fc.assert(
      fc.property(report, fc.constantFrom(NONE, { kind: 'file', fileId: 'F1' } as const), (any, image) => {
        const { blocks, text: lead } = renderMrkdwn(any, image);
        expect(blocks.length).toBeLessThanOrEqual(50);
        expect(JSON.stringify(blocks.map((block) => ('text' in block ? block.text : block))).length).toBeLessThan(
          13_000,
        );
        expect(lead.length).toBeLessThanOrEqual(4000);
        const [header, ...rest] = blocks;
        expect(header?.type === 'header' && header.text.text.length <= 150).toBe(true);
        for (const block of rest.filter((one) => one.type === 'image')) {
          expect(block.alt_text.length).toBeLessThanOrEqual(2000);
        }
        for (const block of rest.filter((one) => one.type === 'section')) {
          const body = block.text?.text ?? '';
          expect(body.length).toBeLessThanOrEqual(3000);
          expect(body.length).toBeGreaterThan(0);
          expect(body.isWellFormed()).toBe(true);
          // Every entity and every link that was begun is whole; nothing else holds these characters.
          expect(body.replaceAll(/&(amp|lt|gt);/g, '')).not.toContain('&');
          expect(body.replaceAll(/<https?:[^<>|]+\|[^<>|]*>/g, '')).not.toMatch(/[<>]/);
          expect((body.match(/`/g) ?? []).length % 2).toBe(0);
        }
      }),
      { numRuns: 200 },
    );
  });
});
