import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connectFiles } from '../../../../src/adapters/stores/files.ts';
import { FilesSection } from '../../../../src/adapters/stores/files/files-section.ts';
import { encodePprof } from '../../../../src/core/profile/encode-pprof.ts';
import type { Compute } from '../../../../src/pipeline/ports.ts';
import { fakeCompute } from '../../../support/fake-compute.ts';
import { NOON } from '../../../support/sample-incident.ts';

export const MINUTE = 60_000;
export const WINDOW = { from: NOON, to: NOON + 10 * MINUTE };
export const CPU = { kind: 'cpu', selector: { service_name: 'shop' }, window: WINDOW } as const;

export interface SampleFolder {
  readonly path: string;
  put(name: string, bytes: Uint8Array | string, changedAt?: number): string;
  remove(): void;
}

export function sampleFolder(): SampleFolder {
  const path = mkdtempSync(join(tmpdir(), 'burnscope-files-'));
  return {
    path,
    put(name, bytes, changedAt = NOON) {
      const whole = join(path, name);
      mkdirSync(dirname(whole), { recursive: true });
      writeFileSync(whole, bytes);
      utimesSync(whole, changedAt / 1000, changedAt / 1000);
      return whole;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

export function connectTest(
  path: string,
  settings: Readonly<Record<string, unknown>> = {},
  tools: { readonly compute?: Pick<Compute, 'inspect'>; readonly budgetMs?: number } = {},
) {
  const section = FilesSection.parse({ name: 'main', type: 'files', path, ...settings });
  return connectFiles(section, { compute: fakeCompute(), budgetMs: 10_000, ...tools });
}

export function pprof(changes: { type?: string; at?: number; seconds?: number; cost?: number } = {}): Uint8Array {
  const { type = 'cpu', at = 0, seconds = 10, cost = 1e9 } = changes;
  return encodePprof({
    format: 'pprof',
    sampleTypes: [{ type, unit: 'nanoseconds' }],
    values: Float64Array.of(cost),
    stackStart: Int32Array.of(0, 1),
    stacks: Int32Array.of(0),
    frames: [{ name: 'main.work', file: 'main.go', line: 7, startLine: 5 }],
    period: 1e7,
    periodType: { type, unit: 'nanoseconds' },
    timeMs: at,
    durationSeconds: seconds,
  });
}

/** As `{iso}` reads it. */
export function stamp(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+/, '');
}
