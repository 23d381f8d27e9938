import { defaultConfig, loadConfig } from '../config/load-config.ts';
import { mappingOf } from '../config/mapping.ts';
import { explainAlert } from './explain/explain-alert.ts';
import { explainTimes } from './explain/explain-times.ts';
import type { Explained } from './explain/explained.ts';
import { printExplained } from './explain/print-explained.ts';
import { readPayload } from './read-payload.ts';
import type { Arguments, Terminal } from './run-command.ts';
import { Usage } from './usage.ts';

/** What each alert of one saved webhook would lead to, and why; asks Prometheus where a source is configured. */
export async function explain(args: Arguments, terminal: Terminal): Promise<number> {
  const [file, ...more] = args.files;
  if (file === undefined || more.length > 0) throw new Usage('explain needs exactly one payload file');
  const configFile = args.text('config.file');
  const config = configFile === undefined ? defaultConfig() : loadConfig(configFile).config;
  const { group, problems } = readPayload(file);
  for (const problem of problems) terminal.complain(`${file}: ${problem}`);
  const now = Date.now();
  const explaining = {
    mapping: mappingOf(config),
    now,
    incidents: new Map(),
    times: (incident: Parameters<typeof explainTimes>[0]) => explainTimes(incident, config, now),
  };
  const alerts: Explained[] = [];
  for (const alert of group.alerts) alerts.push(...(await explainAlert(alert, explaining)));
  if (args.flag('json')) terminal.print(JSON.stringify({ alerts }, null, 2));
  else if (alerts.length === 0) terminal.print(`${file} holds no alert`);
  else for (const one of alerts) terminal.print(printExplained(one));
  return 0;
}
