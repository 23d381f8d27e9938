import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type Service } from '../../../src/app.ts';
import { parseConfig } from '../../../src/config/load-config.ts';
import { recordedPushes, send } from '../../support/pushed.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { askAgain, paymentsBodies, recordedQuestion } from '../../support/recorded-questions.ts';

/** The same pushes as the real server had, and the same questions. */
const folder = mkdtempSync(join(tmpdir(), 'burnscope-querier-'));
let service: Service;
beforeAll(async () => {
  const storage = { path: folder, profiles: { keep: '5y', compact_after: '5y' } };
  const settings = { web: { listen_address: '127.0.0.1:0', pages: 'open' }, storage };
  service = await startService(parseConfig(JSON.stringify(settings), 'burnscope.yaml'), quietLog(), undefined);
  for (const body of paymentsBodies()) {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${service.url}/push.v1.PusherService/Push`, { method: 'POST', headers, body });
    expect(answer.status).toBe(200);
  }
  for (const push of recordedPushes()) await send(service.url, push);
});
afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function answerOf(name: string): Promise<{ readonly ours: unknown; readonly theirs: unknown }> {
  const question = recordedQuestion(name);
  const answer = await askAgain(service.url, question);
  expect(answer.status).toBe(200);
  return { ours: await answer.json(), theirs: JSON.parse(question.answer) };
}

describe('what there is', () => {
  it.each([
    '13-LabelNames-payments',
    '15-LabelValues-version-payments',
    '16-LabelValues-unknown-label',
    '19-Series-types-payments',
    '20-Series-payments-pod-node-version',
    '23-Series-none',
  ])('%s is answered as there', async (name) => {
    const { ours, theirs } = await answerOf(name);

    expect(ours).toEqual(theirs);
  });

  it('are profile types of the kinds that we keep, in their order and spelling', async () => {
    const { ours, theirs } = await answerOf('10-ProfileTypes');

    const kept = new Set(['off_cpu:off_cpu:nanoseconds::', 'process_cpu:cpu:nanoseconds:cpu:nanoseconds']);
    const known = (theirs as { profileTypes: { ID: string }[] }).profileTypes.filter(({ ID }) => kept.has(ID));
    const types = (ours as { profileTypes: { ID: string }[] }).profileTypes;
    expect(types.filter(({ ID }) => kept.has(ID))).toEqual(known);
    expect(known).toHaveLength(2);
    expect(types.map(({ ID }) => ID)).toEqual([...types.map(({ ID }) => ID)].toSorted());
  });

  it('are the services of all pushes, the agents aside that were not replayed', async () => {
    const { ours, theirs } = await answerOf('14-LabelValues-service_name');

    const absent = new Set(['checkout', 'node-shop', 'py-shop', 'wide']);
    const there = (theirs as { names: string[] }).names.filter((name) => !absent.has(name));
    expect((ours as { names: string[] }).names).toEqual(expect.arrayContaining(there));
  });

  it('labels with dots only for those who say that they read them', async () => {
    const [plain, any] = [await answerOf('11-LabelNames'), await answerOf('12-LabelNames-utf8')];

    const dotted = (names: readonly string[]) => names.filter((name) => name.includes('.'));
    expect(dotted((plain.ours as { names: string[] }).names)).toEqual([]);
    expect(dotted((any.ours as { names: string[] }).names)).toEqual([
      'k8s.node.name',
      'k8s.pod.name',
      'service.version',
    ]);
  });
});

describe('questions that get no answer', () => {
  it.each(['97-err-labelnames-no-range', '117-labelvalues-no-name', '100-err-empty-body'])(
    '%s is refused in the same words',
    async (name) => {
      const question = recordedQuestion(name);

      const answer = await askAgain(service.url, {
        ...question,
        path: question.path.replace(/SelectMerge\w+/, 'Series'),
      });

      expect(answer.status).toBe(question.status);
      expect(await answer.json()).toEqual(JSON.parse(question.answer));
    },
  );

  it.each([
    '103-err-content-type',
    '104-err-get-on-rpc',
    '105-err-unknown-method',
    '106-err-accept-malformed',
    '108-err-series-bad-matcher',
  ])('%s has the same status', async (name) => {
    const question = recordedQuestion(name);

    const answer = await askAgain(service.url, question);

    expect(answer.status).toBe(question.status);
  });
});
