import { writeFileSync } from 'node:fs';
import { connectLog } from '../adapters/telemetry/log.ts';
import { openStores } from '../app/open-stores.ts';
import { defaultConfig, loadConfig } from '../config/load-config.ts';
import { readSelectorText } from '../config/selector-text.ts';
import { Failure } from '../core/failure.ts';
import { isoInstant, type Instant } from '../core/instant.ts';
import { readRequestId, type RequestIds } from '../core/profile/request-ids.ts';
import type { ProfileBlock, ProfileQuery, ProfileStore } from '../pipeline/ports.ts';
import { readAssumptions, readLabels } from './gather-profiles.ts';
import type { Arguments, Terminal } from './run-command.ts';
import { Usage } from './usage.ts';

const TIMEOUT_MS = 120_000;
const HOUR_MS = 3_600_000;
/** A request is found in the recording that began before it, and where recordings were merged in that of five minutes. */
const AROUND_MS = 180_000;

/**
 * One plain flame graph of what the configured stores hold of a service: of all of it, or of single requests by their spans
 * or traces. A store that fails is told, and the others answer.
 */
export async function flamegraphOfService(args: Arguments, out: string, terminal: Terminal): Promise<number> {
  const query = readQuery(args);
  const configFile = args.text('config.file');
  const config = configFile === undefined ? defaultConfig() : loadConfig(configFile).config;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const opened = await openStores(config, connectLog('silent'));
  try {
    const { stores, compute } = opened;
    const blocks = (await Promise.all(stores.map((store) => blocksOf(store, query, terminal, signal)))).flat();
    if (blocks.length === 0) return 1;
    const sources = blocks.map((block) => ({
      ...block,
      side: 'comparison' as const,
      name: `${block.pod} ${isoInstant(block.interval.from)}`,
    }));
    const title = args.text('title') ?? titleOf(query);
    const drawn = await compute.drawOne({ sources, labels: readLabels(args), title, size: 'chat' }, signal);
    writeFileSync(out, drawn.png);
    terminal.print(`${out}: ${drawn.width}×${drawn.height}, ${Math.ceil(drawn.png.byteLength / 1024)} kB`);
    return 0;
  } finally {
    await opened.close();
  }
}

async function blocksOf(
  store: ProfileStore,
  query: ProfileQuery,
  { complain }: Terminal,
  signal: AbortSignal,
): Promise<readonly ProfileBlock[]> {
  try {
    const fetched = await store.fetch(query, signal);
    if (fetched.kind === 'empty') complain(`burnscope: ${store.name}: ${fetched.reason}`);
    else for (const notice of fetched.notices) complain(`burnscope: ${store.name}: ${notice}`);
    return fetched.kind === 'empty' ? [] : fetched.blocks;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    complain(`burnscope: ${store.name}: ${error.message}`);
    return [];
  }
}

function readQuery(args: Arguments): ProfileQuery {
  const selector = readSelector(args.text('selector') ?? '');
  const to = readInstant('--to', args.text('to')) ?? Date.now();
  const from = readInstant('--from', args.text('from')) ?? to - HOUR_MS;
  if (from > to) throw new Usage('--from is after --to');
  const kind = readAssumptions(args).kind ?? 'cpu';
  const requests = readRequests(args);
  if (requests === undefined) return { selector, kind, window: { from, to } };
  return { selector, kind, window: { from: from - AROUND_MS, to: to + AROUND_MS }, requests };
}

function readSelector(text: string): ProfileQuery['selector'] {
  try {
    return readSelectorText(text);
  } catch (error) {
    throw new Usage(`--selector: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readInstant(option: string, text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new Usage(`${option} must be a time such as 2026-11-22T14:09:00Z, not "${text}"`);
  return at;
}

function readRequests(args: Arguments): RequestIds | undefined {
  const given = (['span', 'trace'] as const).filter((by) => args.texts(`${by}-id`).length > 0);
  const [by, other] = given;
  if (by === undefined) return undefined;
  if (other !== undefined) throw new Usage('give --span-id or --trace-id, not both');
  const ids = args.texts(`${by}-id`).map((id) => {
    const read = readRequestId(by, id);
    if (read === undefined) throw new Usage(`--${by}-id must be the hexadecimal id of a ${by}, not "${id}"`);
    return read;
  });
  return { by, ids };
}

function titleOf({ selector, kind, requests }: ProfileQuery): string {
  const whose = selector['service_name'] ?? Object.values(selector).join(', ');
  return requests === undefined ? `${whose} ${kind}` : `${whose} ${kind}, ${requests.by} ${requests.ids.join(', ')}`;
}
