import { createHash } from 'node:crypto';
import { Failure } from '../../src/core/failure.ts';
import { writeFlameBody } from '../../src/core/flamegraph/write-flame-body.ts';
import { MalformedProfile } from '../../src/core/profile/profile.ts';
import { readProfile } from '../../src/core/profile/read-profile.ts';
import { analyse } from '../../src/core/report/analyse.ts';
import { inflateProfile } from '../../src/adapters/compute/inflate.ts';
import { inspectBytes, splitMessage, subtractBytes, type Told } from '../../src/adapters/compute/push-work.ts';
import type { Compute, DrawnPicture } from '../../src/pipeline/ports.ts';

/** The real thinking without threads and without pixels: a picture is a hash of what it would show. */
export function fakeCompute(): Compute {
  const picture = (size: DrawnPicture['size'], facts: unknown): DrawnPicture => ({
    size,
    width: 1,
    height: 1,
    png: new Uint8Array(createHash('sha256').update(JSON.stringify(facts)).digest()),
  });
  const read = (bytes: Uint8Array) => readProfile(inflateProfile(bytes, 1e8));
  const alive = (signal: AbortSignal) => {
    if (signal.aborted) throw new Failure('CANCELLED', 'cancelled', { retryable: true });
  };
  return {
    async analyse({ sources, requests, pictures, idle, tops: wantsTops }, signal) {
      alive(signal);
      const notices: string[] = [];
      const decoded = sources.flatMap((source) => {
        try {
          return [{ ...source, profile: read(source.bytes) }];
        } catch (error) {
          if (!(error instanceof MalformedProfile)) throw error;
          notices.push(`${source.name} was left out: ${error.message}.`);
          return [];
        }
      });
      const { analysis, drawings, tops } = analyse(decoded, requests, notices, idle);
      return {
        analysis,
        altText: 'a picture',
        flames: writeFlameBody(drawings),
        ...(wantsTops === true ? { tops: tops() } : {}),
        problems: notices,
        pictures: pictures.map(({ size }) => picture(size, analysis)),
      };
    },
    async drawOne({ sources, size }, signal) {
      alive(signal);
      return picture(
        size,
        sources.map((source) => read(source.bytes).format),
      );
    },
    async inspect(bytes, signal) {
      alive(signal);
      return answerOf(inspectBytes(bytes));
    },
    async subtract(later, earlier, signal) {
      alive(signal);
      return answerOf(subtractBytes({ later, earlier }));
    },
    async splitByProcess(message, signal) {
      alive(signal);
      return answerOf(splitMessage(message));
    },
  };
}

function answerOf<T>(told: Told<T>): T {
  if (told.kind === 'malformed') throw new MalformedProfile(told.format, told.problem);
  return told.answer;
}
