import type { Span } from './report.ts';

/** Subjects of commits, names of services: whoever wrote them may have gone on for long. */
const LONGEST = 120;

export function text(content: string): Span {
  return { kind: 'text', text: content };
}

/** In one line and not for ever. */
export function oneLine(content: string): string {
  const line = content.replaceAll(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
