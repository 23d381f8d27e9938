import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { drawPlain } from '../adapters/compute/draw-plain.ts';
import { deflateIndexed } from '../adapters/compute/png.ts';
import { MalformedProfile } from '../core/profile/profile.ts';
import { countsFor, kindByName, readAssumptions, readBytes, readLabels } from './gather-profiles.ts';
import type { Arguments, Terminal } from './run-command.ts';
import { Usage } from './usage.ts';

const STANDARD_INPUT = 0;

/** One plain flame graph: of one or more files of the same kind (`-` reads standard input), or of what the stores hold of a service. */
export async function flamegraph(args: Arguments, terminal: Terminal): Promise<number> {
  const out = args.text('picture');
  const [first] = args.files;
  const ofService = args.text('selector') !== undefined;
  if (out === undefined || ofService !== (first === undefined))
    throw new Usage('flamegraph needs --picture OUT.png and either a file or --selector');
  // Comparing files must not wait for a database.
  if (first === undefined) return (await import('./flamegraph-of-service.ts')).flamegraphOfService(args, out, terminal);
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
    bytes: readBytes(file === '-' ? STANDARD_INPUT : file),
  }));
  const title = args.text('title') ?? args.files.map((file) => basename(file)).join(', ');
  const drawn = await drawPlain({ sources, labels, title, size: 'chat' }, deflateIndexed);
  if (drawn.kind === 'malformed') throw new MalformedProfile(drawn.format, drawn.problem);
  const { png, width, height } = drawn.picture;
  writeFileSync(out, png);
  terminal.print(`${out}: ${width}×${height}, ${Math.ceil(png.byteLength / 1024)} kB`);
  return 0;
}
