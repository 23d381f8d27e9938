import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderPlainText } from '../../adapters/chats/plain-text.ts';
import { connectLog } from '../../adapters/telemetry/log.ts';
import { startService, type Service } from '../../app.ts';
import { parseConfig } from '../../config/load-config.ts';
import type { InboxMessage } from '../../pipeline/ports.ts';
import { untilInterrupted } from '../until-interrupted.ts';
import { pushProfiles } from './push-profiles.ts';
import { readRecordings, type Recordings } from './recordings.ts';
import { replayPrometheus, TRAFFIC_QUERY } from './replay-prometheus.ts';

const SERVICE = 'checkout';
/** The onset in the recorded series: 18.3 min before the delivery. The profiles lie around it. */
const ONSET_BEFORE_DELIVERY_MS = (18 * 60 + 17) * 1000;
const BASELINE_BEFORE_ONSET_MS = 10 * 60_000;
const COMPARISON_AFTER_ONSET_MS = 20_000;
const DELIVERED_AT = Date.parse('2026-11-18T14:40:54.809Z');
const POST_TIMEOUT_MS = 60_000;

/** The main job end to end on recorded data. Answers with the exit code; progress and the post go to `print`. */
export async function demo(once: boolean, print: (line: string) => void): Promise<number> {
  const step = stepper(print);
  const recordings = readRecordings();
  const folder = await step('a place for pictures and data', makeFolder);
  const storage = join(folder, 'data');
  const now = Date.now();
  const onset = now - ONSET_BEFORE_DELIVERY_MS;
  const begins = { baseline: onset - BASELINE_BEFORE_ONSET_MS, comparison: onset + COMPARISON_AFTER_ONSET_MS };
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const shift = Math.round((now - DELIVERED_AT) / 1000);
    const prometheus = await replayPrometheus(recordings, shift, onset);
    closers.push(() => prometheus.close());
    const service = await step('service started on embedded defaults', () =>
      startDemo(storage, prometheus.url, recordings),
    );
    closers.push(() => service.stop());
    await step(
      () => `${recordings.runs.length * 3} recorded profiles pushed over HTTP`,
      () => pushProfiles(service.url, SERVICE, recordings, begins),
    );
    await step('alert delivered to the webhook', () => deliver(service.url, recordings, shift));
    const message = await step('investigated and posted', () => waitForPost(service));
    await show(message, service, folder, print);
    if (once) return 0;
    print('\nUp until Ctrl-C.');
    await untilInterrupted();
    return 0;
  } finally {
    for (const close of closers.reverse()) await close();
    rmSync(storage, { recursive: true, force: true });
  }
}

async function makeFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'burnscope-demo-'));
  mkdirSync(join(folder, 'data'));
  return folder;
}

function stepper(print: (line: string) => void) {
  return async <T>(name: string | (() => string), work: () => Promise<T>): Promise<T> => {
    const begun = performance.now();
    const title = typeof name === 'string' ? name : name();
    try {
      const done = await work();
      print(`  ✓ ${title} (${((performance.now() - begun) / 1000).toFixed(2)} s)`);
      return done;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`demo step "${title}" failed: ${why}`, { cause: error });
    }
  };
}

function startDemo(storage: string, prometheusUrl: string, recordings: Recordings): Promise<Service> {
  const settings = {
    web: { listen_address: '127.0.0.1:0' },
    storage: { path: storage },
    sources: [{ name: 'prometheus', prometheus: { url: prometheusUrl } }],
    repositories: [{ service: SERVICE, url: recordings.repository, allow_file_urls: true }],
    services: { [SERVICE]: { traffic: TRAFFIC_QUERY } },
  };
  // JSON is YAML: the demo goes through the door that every configuration goes through.
  const config = parseConfig(JSON.stringify(settings), '(demo)');
  return startService(config, connectLog(process.env['BURNSCOPE_DEMO_LOG'] === undefined ? 'silent' : 'debug'), '');
}

async function deliver(url: string, recordings: Recordings, shift: number): Promise<void> {
  const moved = recordings.delivery.replaceAll(/"startsAt":"([^"]+)"/g, (_all, at: string) => {
    return `"startsAt":"${new Date(Date.parse(at) + shift * 1000).toISOString()}"`;
  });
  const headers = { 'content-type': 'application/json', 'user-agent': 'Alertmanager/0.34.2' };
  const answer = await fetch(`${url}/webhooks/alertmanager`, { method: 'POST', body: moved, headers });
  if (answer.status !== 202) throw new Error(`the webhook answered ${answer.status}: ${await answer.text()}`);
}

async function waitForPost(service: Service): Promise<InboxMessage> {
  const end = Date.now() + POST_TIMEOUT_MS;
  while (Date.now() < end) {
    const [message] = await service.database.inboxMessages.list(1);
    if (message?.pictureUrl !== undefined) return message;
    const [incident] = await service.database.incidents.list({ limit: 1 });
    if (incident?.state === 'answered' && message !== undefined) return message;
    if (incident?.state === 'failed') throw new Error('the investigation was given up');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`no post within ${POST_TIMEOUT_MS / 1000} s`);
}

async function show(message: InboxMessage, service: Service, folder: string, print: (line: string) => void) {
  const [incident] = await service.database.incidents.list({ limit: 1 });
  const evidence = incident === undefined ? undefined : await service.database.evidence.find(incident.id);
  print(`\n${renderPlainText(message.report)}\n`);
  for (const { name, hash } of evidence?.files.filter((file) => file.name.endsWith('.png')) ?? []) {
    const bytes = await service.blobs.get(hash);
    if (bytes === undefined) continue;
    const path = join(folder, name);
    writeFileSync(path, bytes);
    print(`Picture (${name === 'chat.png' ? 'chat' : 'phone'}):  ${path}`);
  }
  if (evidence === undefined) throw new Error('the post has no evidence behind it');
  if (!evidence.files.some((file) => file.name === 'chat.png')) throw new Error('the post has no picture');
  print(`Evidence:         ${service.links.sign(`/incidents/${evidence.incidentId}`)}`);
  print(`Inbox:            ${service.links.sign('/inbox')}`);
}
