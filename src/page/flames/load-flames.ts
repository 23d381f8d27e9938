import type { FlamePanel } from '../../core/flamegraph/flame-panel.ts';
import { readFlameBody } from '../../core/flamegraph/read-flame-body.ts';

export type Loaded =
  | { readonly kind: 'panels'; readonly panels: readonly FlamePanel[] }
  /** `again` is false where asking once more cannot help. */
  | { readonly kind: 'failed'; readonly what: string; readonly advice: string; readonly again: boolean };

const PATIENCE_MS = 60_000;
/** Inflated. Half a million frames take 10 MB. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Fetches and decodes the graphs of an incident; whatever goes wrong is said in words for the reader. */
export async function loadFlames(href: string, signal: AbortSignal): Promise<Loaded> {
  let body: Uint8Array;
  try {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    const answer = await fetch(href, { credentials: 'same-origin', signal: patience });
    if (!answer.ok) return await refusalOf(answer);
    body = await bytesOf(answer);
  } catch (error) {
    return failed(`The flame graphs could not be fetched (${wordsOf(error)}).`, 'See that the server can be reached.');
  }
  try {
    performance.mark('flames-fetched');
    return { kind: 'panels', panels: readFlameBody(body) };
  } catch (error) {
    const advice = 'The server may have been updated since: load the whole page again.';
    return failed(`The flame graphs could not be read (${wordsOf(error)}).`, advice);
  }
}

async function bytesOf(answer: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = answer.body?.getReader();
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    parts.push(part.value);
    length += part.value.length;
    if (length > MOST_BYTES) throw new RangeError(`more than ${MOST_BYTES / 1024 / 1024} MB`);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The server's own page about the problem says it best: its heading, then what to do. */
async function refusalOf(answer: Response): Promise<Loaded> {
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const what = page.querySelector('main h1')?.textContent;
  const advice = Array.from(page.querySelectorAll('main p'), (line) => line.textContent.trim()).join(' ');
  const again = answer.status >= 500 || answer.status === 429;
  return {
    kind: 'failed',
    what: `The flame graphs were not handed out: ${what ?? `the server answered ${answer.status}`}.`,
    advice: advice === '' ? 'Open the link in the chat message of the incident again.' : advice,
    again,
  };
}

function failed(what: string, advice: string): Loaded {
  return { kind: 'failed', what, advice, again: true };
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'TimeoutError' ? `no answer within ${PATIENCE_MS / 1000} s` : error.message;
}
