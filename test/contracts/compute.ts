import { describe, expect, it } from 'vitest';
import { readRecordings } from '../../src/commands/demo/recordings.ts';
import { MalformedProfile } from '../../src/core/profile/profile.ts';
import { writeOtlp } from '../support/write-otlp.ts';
import type { AnalysisRequest, Compute, ProfileSource } from '../../src/pipeline/ports.ts';

const recordings = readRecordings();
const signal = () => AbortSignal.timeout(30_000);

export function demoSources(): readonly ProfileSource[] {
  return recordings.runs.flatMap((run) =>
    (['cpu', 'block'] as const).map((kind) => ({
      side: run.side,
      kind,
      name: `${run.id}/${kind}`,
      pod: run.pod,
      seconds: run.seconds,
      bytes: new Uint8Array(recordings.profile(run, kind)),
    })),
  );
}

export function describeCompute(name: string, make: () => Compute): void {
  const request = (sources: readonly ProfileSource[]): AnalysisRequest => ({
    sources,
    pictures: [{ size: 'chat', title: 't', subtitle: 's' }],
  });

  describe(`${name} is a Compute`, () => {
    it('names the planted function and draws what was asked', async () => {
      const answer = await make().analyse(request(demoSources()), signal());

      expect(answer.analysis.movers[0]?.function).toBe(recordings.truth.functions[0]);
      expect(answer.pictures.map((picture) => picture.size)).toEqual(['chat']);
      expect(answer.altText).not.toBe('');
      expect(answer.problems).toEqual([]);
    });

    it('tells what each function takes where that is asked for, and only there', async () => {
      const asked = await make().analyse({ ...request(demoSources()), tops: true }, signal());
      const unasked = await make().analyse(request(demoSources()), signal());

      expect(asked.tops?.map(({ profile }) => profile)).toEqual(['cpu', 'off-cpu']);
      expect(asked.tops?.[0]?.functions.map((one) => one.function)).toContain(recordings.truth.functions[0]);
      expect(unasked.tops).toBeUndefined();
    });

    it('leaves the bytes it was given to their owner', async () => {
      const sources = demoSources();

      await make().analyse(request(sources), signal());

      expect(sources.every((source) => source.bytes.byteLength > 0)).toBe(true);
    });

    it('answers from the rest when one source is broken, and names it', async () => {
      const sources = demoSources().map((source, i) =>
        i === 2 ? { ...source, bytes: source.bytes.slice(0, 99) } : source,
      );

      const answer = await make().analyse(request(sources), signal());

      expect(answer.analysis.verdict.kind).toBe('code');
      expect(answer.problems).toEqual([expect.stringContaining(sources[2]!.name)]);
      expect(answer.analysis.notices).toContain(answer.problems[0]);
    });

    it('says not-enough-data for nothing at all', async () => {
      const { analysis } = await make().analyse(request([]), signal());

      expect(analysis.verdict.kind).toBe('not-enough-data');
      expect(analysis.panels.map((panel) => panel.empty)).toEqual([expect.any(String), expect.any(String)]);
    });

    it('looks into a profile: format, kinds, time', async () => {
      const bytes = new Uint8Array(recordings.profile(recordings.runs[0]!, 'cpu'));

      expect(await make().inspect(bytes, signal())).toMatchObject({ format: 'pprof', kinds: ['cpu'] });
    });

    it('takes away from a cumulative profile what the one before it held', async () => {
      const bytes = new Uint8Array(recordings.profile(recordings.runs[0]!, 'block'));

      const gained = await make().subtract(bytes, bytes, signal());

      const facts = await make().inspect(gained, signal());
      expect(facts).toMatchObject({ format: 'pprof', kinds: ['block', 'mutex'], unstated: false });
      const other = new TextEncoder().encode('main;parse 12');
      await expect(make().subtract(bytes, other, signal())).rejects.toThrow(MalformedProfile);
    });

    it('takes a message of many processes apart', async () => {
      const cpu = { type: ['cpu', 'nanoseconds'], samples: [{ stack: ['main'], values: [7n] }] } as const;
      const services = ['shop', 'till'];
      const message = writeOtlp({ resources: services.map((service) => ({ service, profiles: [cpu] })) }, '1.10');

      const processes = await make().splitByProcess(message, signal());

      expect(processes.map(({ attributes }) => attributes['service.name'])).toEqual(services);
      expect(await make().inspect(processes[1]!.bytes, signal())).toMatchObject({ format: 'pprof', kinds: ['cpu'] });
      await expect(make().splitByProcess(new Uint8Array(9), signal())).rejects.toThrow(MalformedProfile);
    });

    it.each([
      ['nothing', new Uint8Array()],
      ['HTML', new TextEncoder().encode('<!doctype html><html></html>')],
      ['half a gzip', new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 75])],
    ])('rejects %s as no profile', async (_name, bytes) => {
      const problem = await make()
        .inspect(bytes, signal())
        .catch((error: unknown) => error);

      expect(problem).toBeInstanceOf(MalformedProfile);
      // The sentence crosses a thread and must not be wrapped into itself.
      expect(String(problem).split('not a readable')).toHaveLength(2);
    });

    it('ends with its signal', async () => {
      const stopped = make().analyse(request(demoSources()), AbortSignal.abort());

      await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' });
    });

    it('draws one plain picture', async () => {
      const sources = demoSources().slice(0, 1);

      const picture = await make().drawOne({ sources, title: 'one', size: 'chat' }, signal());

      expect(picture.png.byteLength).toBeGreaterThan(0);
    });
  });
}
