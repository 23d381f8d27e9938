import { readRecordings } from '../../src/commands/demo/recordings.ts';
import type { ProfileBlock } from '../../src/pipeline/ports.ts';

/** The demo's recorded profiles as blocks of a store: baseline and comparison around two instants. */
export function demoBlocks(service: string, begins: { baseline: number; comparison: number }): readonly ProfileBlock[] {
  const recordings = readRecordings();
  return recordings.runs.flatMap((run) =>
    (['cpu', 'block', 'mutex'] as const).map((kind) => ({
      kind,
      pod: run.pod,
      labels: { service_name: service, pod: run.pod, version: run.version },
      interval: { from: begins[run.side], to: begins[run.side] + run.seconds * 1000 },
      bytes: new Uint8Array(recordings.profile(run, kind)),
    })),
  );
}
