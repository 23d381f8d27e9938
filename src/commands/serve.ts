import { connectLog } from '../adapters/telemetry/log.ts';
import { startService } from '../app.ts';
import { loadConfig, parseConfig } from '../config/load-config.ts';
import type { Config } from '../config/schema.ts';
import type { Arguments } from './run-command.ts';
import { untilInterrupted } from './until-interrupted.ts';

/** Runs until SIGTERM or SIGINT, then drains. Flags win over the file. */
export async function serve(args: Arguments): Promise<number> {
  const config = withFlags(args);
  const log = connectLog(config.log.level);
  // Listened for from the beginning: as the first process of a container, a signal without a listener is lost.
  const interrupted = untilInterrupted();
  const service = await startService(config, log);
  const signal = await interrupted;
  log.info('draining', { signal });
  await service.stop();
  return 0;
}

/** The configuration file with the flags laid over it, through the same schema, so that a bad flag is reported alike. */
function withFlags(args: Arguments): Config {
  const file = args.text('config.file');
  const config = file === undefined ? parseConfig('', '(defaults)') : loadConfig(file).config;
  const flag = (name: string) => args.text(name);
  const flags = {
    storage: { path: flag('storage.path') },
    web: { listen_address: flag('web.listen-address'), external_url: flag('web.external-url') },
    log: { level: flag('log.level') },
  };
  const given = parseConfig(JSON.stringify(flags), '(flags)');
  return {
    ...config,
    storage: flags.storage.path === undefined ? config.storage : given.storage,
    log: flags.log.level === undefined ? config.log : given.log,
    web: {
      ...config.web,
      ...(flags.web.listen_address === undefined ? {} : { listen_address: given.web.listen_address }),
      ...(given.web.external_url === undefined ? {} : { external_url: given.web.external_url }),
    },
  };
}
