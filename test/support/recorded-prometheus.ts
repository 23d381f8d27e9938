import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import nock from 'nock';

/** Where a Prometheus answers whose answers are to be recorded anew; the fixture's README tells how it is filled. */
const RECORDING = process.env['RECORD_PROMETHEUS'];

/** A base address at which the answers of a real Prometheus are replayed; what nobody asked it is refused. */
export function replayPrometheus(file: string): string {
  const recorded = new Map<string, string>(
    RECORDING === undefined ? Object.entries(JSON.parse(gunzipSync(readFileSync(file)).toString()) as object) : [],
  );
  const origin = 'http://recorded.test';
  nock(origin)
    .persist()
    .post(/.*/)
    .reply(async (request: Request) => {
      const path = new URL(request.url).pathname;
      const body = await request.text();
      const question = `${path}?${body}`;
      if (RECORDING !== undefined && !recorded.has(question)) {
        nock.enableNetConnect();
        const answer = await fetch(RECORDING + path, { method: 'POST', body: new URLSearchParams(body) });
        recorded.set(question, await answer.text());
        writeFileSync(file, gzipSync(JSON.stringify(Object.fromEntries(recorded)), { level: 9 }));
      }
      const answer = recorded.get(question);
      const unknown = JSON.stringify({ status: 'error', errorType: 'bad_data', error: `never recorded: ${question}` });
      return [answer === undefined ? 400 : 200, answer ?? unknown, { 'content-type': 'application/json' }];
    });
  return origin;
}
