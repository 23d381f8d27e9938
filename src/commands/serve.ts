import { parseDuration } from '../core/alert/duration.ts';
import type { Arguments } from './run-command.ts';
import { listenForHangups, untilInterrupted } from './until-interrupted.ts';
import { Usage } from './usage.ts';

const INTERVAL_FLAG = 'config.auto-reload-interval';
/** Prometheus' own. */
const INTERVAL_SECONDS = 30;

/** Runs until SIGTERM or SIGINT, then drains. SIGHUP and changed files reload the configuration. */
export async function serve(args: Arguments): Promise<number> {
  // Listened for before anything is loaded: as the first process of a container, a signal without a listener is lost,
  // and elsewhere a SIGHUP without one ends the process.
  const interrupted = untilInterrupted();
  const hangups = listenForHangups();
  const seconds = intervalOf(args);
  const [{ startService }, { connectLog }, { fileSource }, { every, watchFiles }] = await Promise.all([
    import('../app.ts'),
    import('../adapters/telemetry/log.ts'),
    import('./config-source.ts'),
    import('../app/watch-files.ts'),
  ]);
  const source = fileSource(args, (config) => log.setLevel(config.log.level));
  const { config } = source.first;
  const log = connectLog(config.log.level);
  const service = await startService(config, log, process.env['DATABASE_URL'], source);
  hangups.answer(() => void service.reload('signal'));
  const watching = new AbortController();
  const watch = watchFiles(source.files);
  const look = async () => {
    try {
      // What could not be taken is tried again: a Secret may be mounted a moment after the file that names it.
      if ((await watch.look()) || service.configuration().refusedAt !== undefined) await service.reload('files');
    } catch (error) {
      log.error('the files of the configuration could not be looked at', { problem: String(error) });
    }
  };
  const watched = seconds === 0 ? Promise.resolve() : every(seconds, look, watching.signal);
  const signal = await interrupted;
  log.info('draining', { signal });
  watching.abort();
  await watched;
  await service.stop();
  return 0;
}

/** Seconds between two looks at the files; 0 = never. */
function intervalOf(args: Arguments): number {
  const text = args.text(INTERVAL_FLAG);
  const seconds = text === undefined ? INTERVAL_SECONDS : parseDuration(text);
  if (seconds === undefined) throw new Usage(`--${INTERVAL_FLAG} ${text}: must be a duration such as 30s, or 0`);
  return seconds;
}
