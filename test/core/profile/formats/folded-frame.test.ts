import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameOfText } from '../../../../src/core/profile/formats/folded-frame.ts';

describe('frameOfText', () => {
  test.each([
    // py-spy
    ['handle (shop/app.py:12)', 'handle', 'shop/app.py', 12],
    ['<module> (/srv/my app/main.py:3)', '<module>', '/srv/my app/main.py', 3],
    ['_load (<frozen importlib._bootstrap>:690)', '_load', '<frozen importlib._bootstrap>', 690],
    ['malloc (libc.so.6)', 'malloc', 'libc.so.6', 0],
    ['operator delete(void*) (libstdc++.so.6)', 'operator delete(void*)', 'libstdc++.so.6', 0],
    ['thread (22446): worker-0', 'thread (22446): worker-0', '', 0],
    ['thread (22428)', 'thread (22428)', '', 0],
    // rbspy
    ['block in index - /srv/app/orders.rb:12', 'block in index', '/srv/app/orders.rb', 12],
    ['sleep [c function] - (unknown):0', 'sleep [c function]', '', 0],
    ['<main> - ci/infinite.rb', '<main>', 'ci/infinite.rb', 0],
    // plain names
    ['f(int) (deleted)', 'f(int) (deleted)', '', 0],
    ['ns::f(int, char const*) const', 'ns::f(int, char const*) const', '', 0],
    ['a - b', 'a - b', '', 0],
    ['MyApp!MyApp.Program.Main(class System.String[])', 'MyApp!MyApp.Program.Main(class System.String[])', '', 0],
    ['com/shop/Main.order(Lcom/shop/Order|)V', 'com/shop/Main.order(Lcom/shop/Order|)V', '', 0],
    ['./app.js:handle:12', './app.js:handle:12', '', 0],
  ])('%s', (text, name, file, line) => {
    expect(frameOfText(text)).toEqual({ name, file, line, startLine: 0 });
  });

  test.each([
    ['JS:*handle /srv/app.js:12:34', 'JS:*handle', '/srv/app.js', 12],
    ['JS:~get size node:internal/url:223:28', 'JS:~get size', 'node:internal/url', 223],
    ['LazyCompile:~handle /srv/my app.js:12', 'LazyCompile:~handle', '/srv/my app.js', 12],
    ['JS:~ node:internal/main/run_main_module:1:1', 'JS:~(anonymous:L#1:C#1)', 'node:internal/main/run_main_module', 1],
    ['Function:^f file:///srv/a.mjs:2:1', 'Function:^f', 'file:///srv/a.mjs', 2],
  ])('%s begins where V8 says', (text, name, file, startLine) => {
    expect(frameOfText(text)).toEqual({ name, file, line: 0, startLine });
  });

  test('invents nothing: name and file are parts of the text', () => {
    const part = fc.constantFrom(
      'a',
      ' (',
      ')',
      ' - ',
      ':1',
      '.py',
      'JS:*',
      ' /',
      '(unknown)',
      '<',
      '>',
      ' ',
      ';',
      '0',
    );

    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const { name, file } = frameOfText(text);
        expect(text).toContain(file);
        expect(text).toContain(name.replace(/\(anonymous:L#\d+:C#\d+\)$/, ''));
      }),
    );
  });

  test.each([' (', ' - ', ':1', 'a.b', 'JS:*', ' /'])('takes linear time on a million characters of %j', (piece) => {
    const text = piece.repeat(1e6 / piece.length);
    const begin = performance.now();
    for (const tail of ['', ')', ':1', ':1:1', '.rb:1', '.py:1)', 'x']) {
      frameOfText(text + tail);
      frameOfText(`JS:*${text}${tail}`);
    }

    expect(performance.now() - begin).toBeLessThan(3_000);
  });
});
