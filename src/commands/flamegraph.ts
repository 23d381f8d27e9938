import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { connectCompute } from '../adapters/compute/compute.ts';
import { countsFor, kindByName, readAssumptions, readLabels } from './gather-profiles.ts';
import type { Arguments, Terminal } from './run-command.ts';
import { Usage } from './usage.ts';

const TIMEOUT_MS = 300_000;

/** One plain flame graph of one or more files of the same kind; `-` reads standard input. */
export async function flamegraph(args: Arguments, terminal: Terminal): Promise<number> {
  const out = args.text('picture');
  const [first] = args.files;
  if (first === undefined || out === undefined) throw new Usage('flamegraph needs a file and --picture OUT.png');
  const assumptions = readAssumptions(args);
  const kind = assumptions.kind ?? kindByName(basename(first));
  const counts = countsFor(kind, assumptions);
  const labels = readLabels(args);
  const sources = args.files.map((file) => ({
    side: 'comparison' as const,
    kind,
    kindGuessed: assumptions.kind === undefined,
    counts,
    name: file === '-' ? 'standard input' : file,
    pod: basename(file),
    bytes: new Uint8Array(file === '-' ? readFileSync(0) : readFileSync(file)),
  }));
  const compute = connectCompute({ workers: 1 });
  try {
    const title = args.text('title') ?? args.files.map((file) => basename(file)).join(', ');
    const picture = await compute.drawOne({ sources, labels, title, size: 'chat' }, AbortSignal.timeout(TIMEOUT_MS));
    writeFileSync(out, picture.png);
    terminal.print(`${out}: ${picture.width}×${picture.height}, ${Math.ceil(picture.png.byteLength / 1024)} kB`);
    return 0;
  } finally {
    await compute.close();
  }
}
