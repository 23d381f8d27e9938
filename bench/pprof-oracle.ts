/** Every recorded pprof, decoded by us and by `go tool pprof -raw`: totals of each type, self and total of each function. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodePprof } from '../src/core/profile/formats/pprof.ts';
import { MalformedProfile, type Profile } from '../src/core/profile/profile.ts';

const DATA = new URL('../../shared/data/', import.meta.url).pathname;
const FOLDERS = ['shop', 'formats', 'pyroscope', 'parca', 'node'];
const GZIP = Buffer.from([0x1f, 0x8b, 0x08]);
/** Names that neither side has. */
const NAMELESS = '(no name)';

type Costs = Map<string, number>;

/** Self and total per type and function, under keys such as `cpu/nanoseconds self main.work`. */
function addCosts(costs: Costs, types: readonly string[], stack: readonly string[], values: readonly number[]): void {
  types.forEach((type, at) => {
    const add = (key: string) => costs.set(key, (costs.get(key) ?? 0) + values[at]!);
    add(`${type} all`);
    if (stack.length > 0) add(`${type} self ${stack.at(-1)!}`);
    for (const name of new Set(stack)) add(`${type} total ${name}`);
  });
}

function ourCosts(profile: Profile): Costs {
  const costs: Costs = new Map();
  const types = profile.sampleTypes.map(({ type, unit }) => `${type}/${unit}`);
  for (let sample = 0; sample + 1 < profile.stackStart.length; sample++) {
    const stack = profile.stacks.subarray(profile.stackStart[sample], profile.stackStart[sample + 1]);
    const names = Array.from(stack, (frame) => nameOf(profile.frames[frame]!.name));
    const row = profile.values.subarray(sample * types.length, (sample + 1) * types.length);
    addCosts(costs, types, names, Array.from(row));
  }
  return costs;
}

/** Addresses are spelt differently, so all of them are one. */
function nameOf(name: string): string {
  return name === '' || /(?:^|\+)0x[0-9a-f]+$/.test(name) ? NAMELESS : name;
}

/** Reads what `go tool pprof -raw` prints (profile.String in github.com/google/pprof/profile/profile.go). */
function goCosts(raw: string): Costs {
  const [head = '', rest = ''] = raw.split('\nLocations\n');
  const names = locationNames((rest.split('\nMappings\n')[0] ?? '').split('\n'));
  const lines = head.slice(head.indexOf('Samples:\n') + 9).split('\n');
  const types = (lines.shift() ?? '').split(' ').map((type) => type.replace('[dflt]', ''));
  const costs: Costs = new Map();
  for (const line of lines) {
    const [, values = '', ids = ''] = /^\s*(-?\d[\d\s-]*): ?([\d ]*)$/.exec(line) ?? [];
    if (values === '') continue;
    const stack =
      ids.trim() === ''
        ? []
        : ids
            .trim()
            .split(' ')
            .flatMap((id) => names.get(id) ?? [NAMELESS]);
    addCosts(costs, types, stack.reverse(), values.trim().split(/\s+/).map(Number));
  }
  return costs;
}

/** Names of each location, innermost first; lines after the first have no number. */
function locationNames(lines: readonly string[]): Map<string, string[]> {
  const names = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of lines) {
    const [, id, text = ''] = /^ *(\d+): 0x[0-9a-f]+ (?:M=\d+ )?(?:\[F\] )?(.*)$/.exec(line) ?? [
      undefined,
      undefined,
      line.trim(),
    ];
    if (id !== undefined) names.set(id, (current = []));
    const name = /^(.*) \S*:-?\d+:-?\d+ s=-?\d+(?:\(.*\))?$/.exec(text)?.[1] ?? '';
    if (text !== '' || id !== undefined) current.push(nameOf(name));
  }
  return names;
}

/** A file as it is, and whatever gzip hides in it: requests and pushes carry their profile inside. */
function blobsOf(bytes: Buffer, depth = 0): Buffer[] {
  const blobs = bytes.subarray(0, 3).equals(GZIP) ? [] : [bytes];
  if (depth === 3) return blobs;
  for (let at = bytes.indexOf(GZIP); at >= 0; at = bytes.indexOf(GZIP, at + 1)) {
    try {
      blobs.push(...blobsOf(gunzipSync(bytes.subarray(at)), depth + 1));
    } catch {
      // Three bytes that only look like gzip.
    }
  }
  return blobs;
}

function readBytes(path: string): Buffer {
  return path.endsWith('.xz') ? execFileSync('xz', ['-dc', path], { maxBuffer: 2 ** 30 }) : readFileSync(path);
}

function tryDecode(blob: Uint8Array): Profile | MalformedProfile {
  try {
    return decodePprof(blob);
  } catch (error) {
    if (error instanceof MalformedProfile) return error;
    throw error;
  }
}

const differ = (ours: Costs, theirs: Costs) =>
  [...new Set([...ours.keys(), ...theirs.keys()])].filter((key) => (ours.get(key) ?? 0) !== (theirs.get(key) ?? 0));

const go = spawnSync('go', ['version'], { encoding: 'utf8' });
if (!existsSync(DATA) || go.status !== 0) {
  process.stderr.write(`SKIPPED: pprof-oracle needs ${DATA} and \`go tool pprof\`; ${go.stdout || 'there is no go'}\n`);
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), 'pprof-oracle-'));
const tally = { files: 0, functions: 0, differences: 0, refusedByUs: 0 };
for (const name of FOLDERS.flatMap((one) =>
  readdirSync(join(DATA, one), { recursive: true, encoding: 'utf8' }).map((file) => join(one, file)),
)) {
  if (/\.(?:json|txt|md|ts|folded|collapsed|cpuprofile|jfr|otlp|prof)(?:\.xz)?$/.test(name) || !/\.\w+$/.test(name))
    continue;
  for (const blob of blobsOf(readBytes(join(DATA, name)))) {
    const decoded = tryDecode(blob);
    const file = join(folder, 'profile.pb');
    writeFileSync(file, blob);
    const raw = spawnSync('go', ['tool', 'pprof', '-symbolize=none', '-raw', file], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    if (raw.status !== 0 || !raw.stdout.includes('Samples:')) continue;
    if (decoded instanceof MalformedProfile) {
      tally.refusedByUs++;
      process.stdout.write(`${name}: go reads it, we say: ${decoded.message}\n`);
      continue;
    }
    const ours = ourCosts(decoded);
    const wrong = differ(ours, goCosts(raw.stdout));
    tally.files++;
    tally.functions += ours.size;
    tally.differences += wrong.length;
    if (wrong.length > 0)
      process.stdout.write(`${name}: ${wrong.length} differ, such as ${wrong.slice(0, 3).join(' | ')}\n`);
  }
}
rmSync(folder, { recursive: true });
process.stdout.write(`${JSON.stringify({ bench: 'pprof-oracle', go: go.stdout.trim(), ...tally })}\n`);
process.exitCode = tally.differences + tally.refusedByUs === 0 ? 0 : 1;
