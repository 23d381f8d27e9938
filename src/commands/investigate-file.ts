import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderPlainText } from '../adapters/chats/plain-text.ts';
import { connectLog } from '../adapters/telemetry/log.ts';
import { startService } from '../app.ts';
import { defaultConfig, loadConfig } from '../config/load-config.ts';
import { toldOnlyTo } from '../config/mapping.ts';
import type { Config } from '../config/schema.ts';
import { readPayload } from './read-payload.ts';
import type { Arguments, Terminal } from './run-command.ts';
import { Usage } from './usage.ts';

const TIMEOUT_MS = 120_000;

/**
 * One saved webhook through the real pipeline of the configured service, kept in the service's own storage and told
 * to the inbox alone. Writes report.json (an Analysis), post.txt and the pictures of each incident into `--out`.
 */
export async function investigateFile(args: Arguments, terminal: Terminal): Promise<number> {
  const [file, ...more] = args.files;
  const out = args.text('out');
  if (file === undefined || more.length > 0 || out === undefined)
    throw new Usage('investigate needs one payload and --out DIR');
  const { group, problems } = readPayload(file);
  for (const problem of problems) terminal.complain(`${file}: ${problem}`);
  const configFile = args.text('config.file');
  const config = configFile === undefined ? defaultConfig() : loadConfig(configFile).config;
  const service = await startService(toldToInbox(config), connectLog('silent'));
  try {
    const known = new Set((await service.database.incidents.list({ limit: 1000 })).map((one) => one.id));
    await service.receive(group);
    const opened = (await service.database.incidents.list({ limit: 1000 })).filter((one) => !known.has(one.id));
    if (opened.length === 0) {
      terminal.complain('burnscope: no alert of this payload opens an incident; burnscope explain says why');
      return 1;
    }
    for (const { id } of opened) {
      const folder = opened.length === 1 ? out : join(out, id);
      const post = await writeAnswer(id, folder, service);
      terminal.print(`${post}\n\n${folder}`);
    }
    return 0;
  } finally {
    await service.stop();
  }
}

/** The same configuration as far as possible without an effect: told to the inbox alone, on no known port. */
function toldToInbox(config: Config): Config {
  const quiet = toldOnlyTo(config, ['inbox']);
  return { ...quiet, web: { ...config.web, listen_address: '127.0.0.1:0' }, channels: [] };
}

async function writeAnswer(
  id: string,
  folder: string,
  service: Awaited<ReturnType<typeof startService>>,
): Promise<string> {
  const end = Date.now() + TIMEOUT_MS;
  for (;;) {
    const incident = await service.database.incidents.get(id);
    if (incident?.state === 'answered') break;
    if (incident?.state === 'failed' || Date.now() > end) throw new Error(`the investigation of ${id} did not finish`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const evidence = await service.database.evidence.find(id);
  if (evidence === undefined) throw new Error(`nothing was kept of incident ${id}`);
  mkdirSync(folder, { recursive: true });
  const post = renderPlainText(evidence.report);
  writeFileSync(join(folder, 'report.json'), `${JSON.stringify(evidence.analysis ?? {}, null, 2)}\n`);
  writeFileSync(join(folder, 'post.txt'), `${post}\n`);
  for (const picture of evidence.files.filter((one) => one.mediaType === 'image/png')) {
    const png = await service.blobs.get(picture.hash);
    if (png !== undefined) writeFileSync(join(folder, picture.name), png);
  }
  return post;
}
