import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const FOLDER = new URL('../../../demo/recordings/', import.meta.url);

const Run = z.object({
  id: z.string(),
  side: z.enum(['baseline', 'comparison']),
  pod: z.string(),
  version: z.string(),
  seconds: z.number(),
  requests: z.number(),
});
export type Run = z.infer<typeof Run>;

const Shop = z.object({
  truth: z.object({ functions: z.array(z.string()), culpritCommit: z.string() }),
  repository: z.string(),
  runs: z.array(Run),
});

const Answers = z.array(z.object({ path: z.string(), query: z.string(), answer: z.unknown() }));

/** Everything that the demo replays, as recorded (demo/recordings/README.md says where it comes from). */
export interface Recordings {
  readonly runs: readonly Run[];
  readonly truth: z.infer<typeof Shop>['truth'];
  readonly repository: string;
  /** The body of the delivery, text as sent. */
  readonly delivery: string;
  readonly answers: z.infer<typeof Answers>;
  profile(run: Run, kind: 'cpu' | 'mutex' | 'block'): Buffer<ArrayBuffer>;
}

export function readRecordings(): Recordings {
  const read = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8');
  const shop = Shop.parse(JSON.parse(read('shop.json')));
  return {
    runs: shop.runs,
    truth: shop.truth,
    repository: fileURLToPath(new URL(shop.repository, FOLDER)),
    delivery: read('alertmanager/delivery.json'),
    answers: Answers.parse(JSON.parse(read('prometheus/answers.json'))),
    profile: (run, kind) => readFileSync(new URL(`profiles/${run.id}/${kind}.pprof`, FOLDER)),
  };
}
