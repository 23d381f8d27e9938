import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const FIXTURES = new URL('../fixtures/querier/', import.meta.url);

/** A question to a real Pyroscope, and what it answered. */
export interface RecordedQuestion {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly bodyEncoding: BufferEncoding;
  readonly status: number;
  readonly contentType: string;
  readonly answer: string;
  readonly answerEncoding: BufferEncoding;
}

const recorded: readonly RecordedQuestion[] = JSON.parse(readFileSync(new URL('recorded.json', FIXTURES), 'utf8'));

export function recordedQuestion(name: string): RecordedQuestion {
  const found = recorded.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no recording is called ${name}`);
  return found;
}

export function askAgain(url: string, question: RecordedQuestion, headers: Record<string, string> = {}) {
  const { method, path, body, bodyEncoding } = question;
  const isBare = method === 'GET';
  return fetch(`${url}${path}`, {
    method,
    headers: { ...question.headers, ...headers },
    ...(isBare ? {} : { body: Buffer.from(body, bodyEncoding) }),
  });
}

/** Everything that the service `payments` pushed, but for two profiles that are among the recorded pushes. */
export function paymentsBodies(): readonly Uint8Array<ArrayBuffer>[] {
  return ['v2.3.0-payments-a1', 'v2.3.0-payments-b2', 'v2.4.0-payments-a1', 'v2.4.0-payments-b2'].map(
    (name) => new Uint8Array(gunzipSync(readFileSync(new URL(`payments-${name}.body.json.gz`, FIXTURES)))),
  );
}
