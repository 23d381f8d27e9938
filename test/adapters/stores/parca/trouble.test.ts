import { afterEach, describe, expect, it } from 'vitest';
import { connectParca } from '../../../../src/adapters/stores/parca.ts';
import { ParcaSection } from '../../../../src/adapters/stores/parca/parca-section.ts';
import { describeBadWire } from '../../../contracts/bad-wire.ts';
import { NOON } from '../../../support/sample-incident.ts';
import { connectTest } from './connect-test-parca.ts';
import { frame, GOOD_END, sendStatus, startFakeParca, type FakeParca, type FakeProfile } from './fake-parca.ts';
import { partOf, textOf, timeOf } from './proto.ts';
import { CPU, everyPod, profilesOf } from './sample-profiles.ts';

const signal = new AbortController().signal;
const servers: { close(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function start(profiles: readonly FakeProfile[]): Promise<FakeParca> {
  const server = await startFakeParca(profiles);
  servers.push(server);
  return server;
}

const problemOf = (answer: Promise<unknown>) =>
  answer.then(
    () => 'no problem',
    (error: unknown) => error,
  );

describeBadWire('Parca', { connect: connectTest, contentType: 'application/grpc-web+proto' });

describe('a Parca in trouble', () => {
  it.each([
    [16, 'no token', 'PROFILE_STORE_REJECTED', /unauthenticated: no token \(check bearer_token_file/],
    [7, 'not you', 'PROFILE_STORE_REJECTED', /may not read it/],
    [3, 'parse error', 'PROFILE_STORE_REJECTED', /invalid argument: parse error/],
    [12, 'unknown service', 'PROFILE_STORE_REJECTED', /no Parca, or of another version/],
    [14, 'shutting down', 'PROFILE_STORE_UNAVAILABLE', /unavailable: shutting down/],
    [13, 'boom%0Abang %', 'PROFILE_STORE_UNAVAILABLE', /internal: boom/],
    [4, 'late', 'PROFILE_STORE_TIMEOUT', /deadline exceeded/],
    [8, 'received message larger than max (70000000 vs. 67108864)', 'PROFILE_STORE_REJECTED', /shorten window\.max/],
    [8, 'too many', 'PROFILE_STORE_UNAVAILABLE', /limits how much it is asked/],
    [99, '', 'PROFILE_STORE_REJECTED', /answered status 99/],
  ])('is told by status %d (%s)', async (status, message, code, words) => {
    const server = await start(everyPod());
    server.trouble = (_, response) => {
      sendStatus(response, status, message);
      return true;
    };

    const problem = await problemOf(connectTest(server.url).fetch(CPU, signal));

    expect(problem).toMatchObject({ code, message: expect.stringMatching(words) });
  });

  it.each([
    ['cut inside a frame', Buffer.from([0, 0]), /ends inside a frame/],
    ['cut inside a message', frame(0, Buffer.alloc(100)).subarray(0, 50), /ends after 50 of 105 bytes/],
    ['without trailers', frame(0, Buffer.alloc(0)), /ends without a status/],
    ['empty', Buffer.alloc(0), /ends without a status/],
    ['only trailers', GOOD_END, /holds no message/],
    ['compressed', Buffer.concat([frame(1, Buffer.alloc(3)), GOOD_END]), /compressed/],
    ['two messages', Buffer.concat([frame(0, Buffer.alloc(0)), frame(0, Buffer.alloc(0)), GOOD_END]), /several/],
    ['a bad end', Buffer.concat([frame(0, Buffer.alloc(0)), frame(0x80, Buffer.from('grpc-status: x'))]), /status/],
    ['no protobuf', Buffer.concat([frame(0, Buffer.from([0xff])), GOOD_END]), /does not answer like Parca/],
  ])('is told by an answer that is %s', async (_, body, words) => {
    const server = await start([]);
    server.trouble = (_asked, response) => {
      response.writeHead(200, { 'content-type': 'application/grpc-web+proto' }).end(body);
      return true;
    };

    const problem = await problemOf(connectTest(server.url).fetch(CPU, signal));

    expect(problem).toMatchObject({
      code: expect.stringMatching(/^PROFILE_STORE_/),
      message: expect.stringMatching(words),
    });
  });

  it('is told by a page in place of an answer', async () => {
    const server = await start([]);
    server.trouble = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html></html>');
      return true;
    };

    const problem = await problemOf(connectTest(server.url).fetch(CPU, signal));

    expect(problem).toMatchObject({ code: 'PROFILE_STORE_REJECTED', retryable: false });
    expect(String(problem)).toContain('does not answer like Parca (text/html');
  });

  it('is asked once more when it was only briefly away, and not when it refused', async () => {
    const server = await start(everyPod());
    let times = 0;
    server.trouble = (_, response) => {
      if (times++ > 0) return false;
      sendStatus(response, 14, 'restarting');
      return true;
    };

    expect(profilesOf(await connectTest(server.url).fetch(CPU, signal)).notices).toEqual([]);
  });

  it('still answers with what it gave when some reads fail', async () => {
    const server = await start(everyPod());
    server.trouble = ({ method, message }, response) => {
      if (method !== 'Query' || !textOf(partOf(message, 3), 1).includes('pod-01')) return false;
      if (timeOf(partOf(message, 3), 2) > NOON) return false;
      sendStatus(response, 13, 'disk');
      return true;
    };

    const { blocks, notices } = profilesOf(await connectTest(server.url).fetch(CPU, signal));

    expect(blocks).toHaveLength(7);
    expect(notices).toEqual([
      expect.stringMatching(/^1 of 8 reads of cpu profiles are missing: http:.* answered internal: disk\.$/),
    ]);
  });

  it('answers with what came when the time for reading is over', async () => {
    const server = await start(everyPod());
    server.trouble = ({ method, message }) =>
      method === 'Query' && textOf(partOf(message, 3), 1).includes('pod-01') && timeOf(partOf(message, 3), 2) > NOON;

    const { blocks, notices } = profilesOf(await connectTest(server.url, {}, 1_000).fetch(CPU, signal));

    expect(blocks.length).toBeGreaterThan(0);
    expect(notices.join()).toMatch(/reads of cpu profiles are missing: more would have taken longer than 1 s\.$/);
  });

  it('fails when every read fails', async () => {
    const server = await start(everyPod());
    server.trouble = ({ method }, response) => {
      if (method !== 'Query') return false;
      sendStatus(response, 7, 'no');
      return true;
    };

    expect(await problemOf(connectTest(server.url).fetch(CPU, signal))).toMatchObject({
      code: 'PROFILE_STORE_REJECTED',
    });
  });

  it('is not connected when its token cannot be read', () => {
    const section = ParcaSection.parse({ name: 'main', type: 'parca', url: 'http://p', bearer_token_file: '/run/t' });
    const clock = { now: () => 0, sleep: async () => undefined };
    const readFile = () => {
      throw new Error('no such file');
    };

    expect(() => connectParca(section, { readFile, clock, budgetMs: 1 })).toThrow(
      'http://p was not asked: bearer_token_file cannot be read: no such file',
    );
  });

  it('is let go as soon as the caller says so', async () => {
    const server = await start(everyPod());
    const caller = new AbortController();
    server.trouble = ({ method }) => {
      if (method !== 'Query') return false;
      caller.abort();
      return true;
    };

    const problem = await problemOf(connectTest(server.url).fetch(CPU, caller.signal));

    expect(problem).toMatchObject({ code: 'CANCELLED' });
  });

  it('gets the credentials and headers of the configuration, under any path prefix', async () => {
    const server = await start(everyPod());
    const settings = { bearer_token_file: '/run/t', headers: { projectID: 'p-1' } };

    profilesOf(await connectTest(`${server.url}/some/prefix/`, settings).fetch(CPU, signal));

    for (const { headers } of server.asked)
      expect(headers).toMatchObject({ authorization: 'Bearer content of /run/t', projectid: 'p-1' });
  });
});
