import type { SampleFilter } from './one-column.ts';

/** Requests by their spans, of 16 lower-case hexadecimal digits, or by their traces, of 32. */
export interface RequestIds {
  readonly by: 'span' | 'trace';
  readonly ids: readonly string[];
}

const DIGITS = { span: 16, trace: 32 } as const;

/** One id as tracing tools print it: they drop the zeros that it begins with. Undefined for what is none. */
export function readRequestId(by: RequestIds['by'], text: string): string | undefined {
  const isId = /^[\da-f]+$/i.test(text) && text.length <= DIGITS[by];
  return isId ? text.toLowerCase().padStart(DIGITS[by], '0') : undefined;
}

export function samplesOf({ by, ids }: RequestIds): SampleFilter {
  return { spans: by === 'span' ? ids : [], traces: by === 'trace' ? ids : [], callSite: [] };
}
