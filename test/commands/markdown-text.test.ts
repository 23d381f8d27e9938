import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdownCode, markdownLink, markdownText } from '../../src/commands/markdown-text.ts';

const SPACE = '\u200B';

describe('text of strangers in Markdown', () => {
  it.each([
    ['@everyone, @team/leads and a@b.example', `@${SPACE}everyone, @${SPACE}team/leads and a@${SPACE}b.example`],
    ['fixes #12 and GH-7', `fixes \\#${SPACE}12 and GH${SPACE}-7`],
    ['!12 ~bug %9 &3 $4', `\\!${SPACE}12 \\~${SPACE}bug %${SPACE}9 &amp;${SPACE}3 \\$${SPACE}4`],
    ['](http://evil.example)', `\\]\\(http:${SPACE}//evil.example\\)`],
    ['mailto:a@b.c', `mailto${SPACE}:a@${SPACE}b.c`],
    ['see www.evil.example', `see www${SPACE}.evil.example`],
    ['</b><script>', '&lt;/b&gt;&lt;script&gt;'],
    ['a | b\r\n\n# c', 'a \\| b \\# c'],
    ['*bold* _it_ `code` ![x](y)', `\\*bold\\* \\_it\\_ \\\`code\\\` \\!${SPACE}\\[x\\]\\(y\\)`],
    ['1. one', '1\\. one'],
    ['- two', '\\- two'],
    ['a\u202Eb\u0007c', 'ab c'],
    ['CPU per second +16 %: most of it', 'CPU per second +16 %: most of it'],
  ])('%j shows as it is', (text, expected) => {
    expect(markdownText(text, 200)).toBe(expected);
  });

  it('is one line, without tags, mentions or unescaped marks, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
        const plain = markdownText(text, 60);
        expect(plain).not.toMatch(/[\n\r<>]/);
        expect(plain).not.toMatch(/[@#!~$&^%](?=[\p{L}\p{N}_"'[*(])(?!(?:lt|gt|amp);)/u);
        expect(plain.replaceAll(/\\[\\`*_[\]()~|#!$]/g, '')).not.toMatch(/[`*_[\]()~|#!$]/);
      }),
    );
  });

  it('is cut before it is dressed', () => {
    expect(markdownText('*'.repeat(50), 3)).toBe('\\*\\*…');
  });
});

describe('code in Markdown', () => {
  it.each([
    ['pricing.(*Engine).Quote', false, '`pricing.(*Engine).Quote`'],
    ['a`b``c', false, '```a`b``c```'],
    ['`x`', false, '`` `x` ``'],
    ['a|b', true, '`a\\|b`'],
    ['a|b', false, '`a|b`'],
    ['a\nb', false, '`a b`'],
    ['', false, '` `'],
  ])('%j, in a table: %s', (text, inTable, expected) => {
    expect(markdownCode(text, 80, inTable)).toBe(expected);
  });
});

describe('a link in Markdown', () => {
  it('leads to the web only, and ends where it ends', () => {
    expect(markdownLink('`f`', 'https://git.example/a(b)|c?x=<y>')).toBe(
      '[`f`](https://git.example/a%28b%29%7Cc?x=%3Cy%3E)',
    );
    expect(markdownLink('`f`', 'javascript:alert(1)')).toBe('`f`');
    expect(markdownLink('`f`', undefined)).toBe('`f`');
  });
});
