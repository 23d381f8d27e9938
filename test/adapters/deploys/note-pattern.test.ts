import { describe, expect, it } from 'vitest';
import { notePattern } from '../../../src/adapters/deploys/note-pattern.ts';

describe('notePattern', () => {
  it('takes everything but placeholders for itself', () => {
    const { pattern } = notePattern('Deploy (prod): {service}@{version}.');

    expect(pattern?.exec('Deploy (prod): shop@v1.2.')?.groups).toEqual({ service: 'shop', version: 'v1.2' });
    expect(pattern?.exec('Deploy prod: shop@v1.2.')).toBeNull();
  });

  it.each([
    ['Deploy {name}', 'knows no {name}'],
    ['Deploy', 'no placeholder'],
    ['{service}{version}', 'between two placeholders'],
    ['{version} {version}', 'twice'],
  ])('refuses %j', (text, problem) => {
    expect(notePattern(text).problem).toContain(problem);
  });
});
