import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeployCheck } from '../../src/core/deploy/deploy-check.ts';
import type { VerdictSink } from '../../src/pipeline/deploy-ports.ts';
import type { WaitingClock } from '../../src/pipeline/ports.ts';
import { sampleCheck, sampleDeploy } from '../support/sample-deploy.ts';
import { NOON } from '../support/sample-incident.ts';
import { COMMIT, receiver, type Receiver, type Received, type Answer } from '../support/verdict-receivers.ts';

export interface SinkRig {
  /** How the other side answers when all is well. */
  readonly rules: (call: Received) => Answer;
  readonly connect: (
    url: string,
    tools: { readonly clock: WaitingClock },
    settings: { readonly on?: DeployCheck['outcome'][]; readonly services?: string[] },
  ) => VerdictSink;
  /** What a person reads of a call. */
  readonly read: (call: Received) => { readonly state: string; readonly text: string; readonly page: string };
  readonly states: Readonly<Record<'regressed' | 'unchanged', string>>;
  /** Refusals for good, as the other side documents them. */
  readonly refusals: readonly (Answer & { readonly says: string })[];
}

const PAGE = 'https://burn.example/incidents/d1?signed';
const regressed = sampleCheck({
  outcome: 'regressed',
  verdict: { kind: 'code', confidence: 'sure', sentence: 'Lookup costs 38 % more CPU.', culprits: [] },
});

/** What everybody may rely on who tells a verdict, whoever is told. */
export function describeVerdictSink(name: string, rig: SinkRig): void {
  describe(`${name} is a VerdictSink`, () => {
    let server: Receiver;
    const slept: number[] = [];
    beforeEach(async () => {
      server = await receiver(rig.rules);
      slept.length = 0;
    });
    afterEach(() => server.close());

    const clock: WaitingClock = {
      now: () => NOON,
      sleep: async (milliseconds) => {
        slept.push(milliseconds);
      },
    };
    const row = (changes: Parameters<typeof sampleDeploy>[0] = {}) => {
      const repository = `${server.url}/acme/shop.git`;
      return {
        key: 'd1',
        seenAt: NOON,
        deploy: sampleDeploy({ service: 'checkout', commit: COMMIT, repository, ...changes }),
      };
    };
    const tell = (
      check: DeployCheck = regressed,
      settings: Parameters<SinkRig['connect']>[2] = {},
      signal = AbortSignal.timeout(5000),
    ) => rig.connect(server.url, { clock }, settings).tell(row(), check, PAGE, signal);

    it('tells what the check came to, with the page', async () => {
      await tell();
      await tell(sampleCheck());

      expect(server.received.map(rig.read)).toEqual([
        { state: rig.states.regressed, text: 'Regressed: Lookup costs 38 % more CPU.', page: PAGE },
        { state: rig.states.unchanged, text: 'Unchanged: Compared 5 minutes before with 5 minutes after.', page: PAGE },
      ]);
    });

    it('says the same twice without harm', async () => {
      await tell();
      await tell();

      const [first, second] = server.received;
      expect(second?.body).toBe(first?.body);
      expect(second?.headers['x-burnscope-delivery']).toBe(first?.headers['x-burnscope-delivery']);
    });

    it('tells only the outcomes and services that it was set to, and nothing before the end', async () => {
      await tell(sampleCheck(), { on: ['regressed'] });
      await tell(regressed, { services: ['search'] });
      await tell(sampleCheck({ state: 'given up', outcome: undefined } as never));
      await tell({ state: 'waiting', attempts: 0, note: 'waits', findings: [], told: [] });

      expect(server.received).toEqual([]);
    });

    it('calls nobody by name, and says no more than a line', async () => {
      const hostile = `@ana\n@acme/owners <!channel> ${'x@y '.repeat(2000)}`;
      await tell({ ...regressed, verdict: { ...regressed.verdict!, sentence: hostile } });

      const { text } = rig.read(server.received[0]!);
      expect(text).not.toMatch(/[@\n]/);
      expect(text.length).toBeLessThanOrEqual(1000);
    });

    it('tries again when the other side stumbles', async () => {
      server.next.push({ status: 503, body: 'no' }, { status: 502, body: { message: 'x' } });

      await tell();

      expect(server.received).toHaveLength(3);
      expect(slept).toHaveLength(2);
    });

    it('ends its attempts', async () => {
      server.next.push(...Array.from({ length: 9 }, () => ({ status: 503, body: 'no' })));

      await expect(tell()).rejects.toMatchObject({ name: 'Failure', code: 'VERDICTS_UNAVAILABLE', retryable: true });
      expect(server.received).toHaveLength(3);
    });

    it('waits as long as it is asked to, and comes back later when that is long', async () => {
      server.next.push({ status: 429, body: { message: 'slow down' }, headers: { 'retry-after': '7' } });
      await tell();
      expect(slept).toEqual([7000]);

      server.next.push({ status: 429, body: { message: 'slow down' }, headers: { 'retry-after': '3600' } });
      await expect(tell()).rejects.toMatchObject({ code: 'VERDICTS_UNAVAILABLE', retryAfter: 3_600_000 });
      expect(slept).toEqual([7000]);
    });

    it.each(rig.refusals)('takes a $status for an answer, and says what to do', async ({ says, ...answer }) => {
      server.next.push(answer);

      await expect(tell()).rejects.toMatchObject({
        name: 'Failure',
        code: 'VERDICTS_REJECTED',
        retryable: false,
        message: expect.stringContaining(says),
      });
      expect(server.received).toHaveLength(1);
    });

    it('fails when nobody is there', async () => {
      server.close();

      await expect(tell()).rejects.toMatchObject({ code: 'VERDICTS_UNAVAILABLE' });
    });

    it('ends with its signal', async () => {
      await expect(tell(regressed, {}, AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' });
    });
  });
}
