import { setTimeout as delay } from 'node:timers/promises';
import type { Telemetry } from '../adapters/telemetry/meter.ts';
import { shortHash, type RunningConfiguration } from '../adapters/web/configuration-view.ts';
import type { ReloadAnswer } from '../adapters/web/operation-doors.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { ConfigError, formatProblem } from '../config/problem.ts';
import type { Config } from '../config/schema.ts';
import type { Clock, Log } from '../pipeline/ports.ts';
import { keepFixed } from './fixed-settings.ts';
import { Unconnected } from './unconnected.ts';

/** Who asked: SIGHUP, `POST /-/reload`, or files that changed. */
export type ReloadTrigger = 'signal' | 'request' | 'files';

/** A configuration as read, and a digest of the secrets that it names, which are read once and not at each use. */
export type Settings = Pick<LoadedConfig, 'config' | 'hash' | 'warnings'> & { readonly secrets: string };

export interface ConfigSource {
  /** What the service starts with. */
  readonly first: Settings;
  /** Reads everything anew; throws with every problem. */
  load(): Settings | Promise<Settings>;
  /** Called with what runs from now on. */
  taken(config: Config): void;
}

export interface Reloader {
  /** Never rejects. Calls that come before the next reading begins share it; one that comes later gets another. */
  reload(trigger: ReloadTrigger): Promise<ReloadAnswer>;
  running(): RunningConfiguration;
}

export interface ReloadTools {
  /** Puts another configuration in the place of the running one, or throws and changes nothing. */
  readonly swap: (config: Config) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Telemetry;
}

/** Requests of one moment come in one after the other, and files are written one after the other: let them gather. */
const GATHER_MS = 25;

/** All or nothing: a configuration with any problem is reported, and the one before it stays. */
export function startReloader(source: ConfigSource, tools: ReloadTools): Reloader {
  const { clock, log, meter } = tools;
  let current = source.first;
  let running: RunningConfiguration = { hash: current.hash, loadedAt: clock.now() };
  let lastProblems = '';
  meter.configurationLoaded(running.hash, running.loadedAt);

  /** Not begun yet: whoever asks now is served by it. */
  let next: Promise<ReloadAnswer> | undefined;
  let last: Promise<unknown> = Promise.resolve();

  return {
    running: () => running,
    reload(trigger) {
      if (next !== undefined) return next;
      const begun = last.then(async () => {
        await delay(GATHER_MS);
        next = undefined;
        return run(trigger);
      });
      next = begun;
      last = begun;
      return begun;
    },
  };

  async function run(trigger: ReloadTrigger): Promise<ReloadAnswer> {
    const started = clock.now();
    try {
      const loaded = await source.load();
      if (trigger === 'files' && isRunning(loaded)) return { loaded: true, lines: [sayLoaded(loaded)] };
      const { config, restart } = keepFixed(current.config, loaded.config);
      tools.swap(config);
      current = { ...loaded, config };
      running = { hash: loaded.hash, loadedAt: clock.now() };
      lastProblems = '';
      source.taken(config);
      return taken(trigger, loaded, restart, started);
    } catch (error) {
      return refused(trigger, problemsOf(error));
    }
  }

  function isRunning(loaded: Settings): boolean {
    const same = loaded.hash === current.hash && loaded.secrets === current.secrets;
    return same && running.refusedAt === undefined;
  }

  function taken(trigger: ReloadTrigger, loaded: Settings, restart: readonly string[], started: number): ReloadAnswer {
    const warnings = loaded.warnings.map(formatProblem);
    meter.configurationLoaded(running.hash, running.loadedAt);
    const facts = { trigger, hash: shortHash(loaded.hash) };
    log.info('configuration reloaded', { ...facts, milliseconds: clock.now() - started });
    if (warnings.length > 0) log.warn('the configuration has warnings', { ...facts, warnings: warnings.join('\n') });
    if (restart.length > 0) log.warn('some settings need a restart', { ...facts, settings: restart.join('\n') });
    return {
      loaded: true,
      lines: [sayLoaded(loaded), ...restart, ...warnings.map((warning) => `warning: ${warning}`)],
    };
  }

  function refused(trigger: ReloadTrigger, problems: readonly string[]): ReloadAnswer {
    running = { ...running, refusedAt: clock.now() };
    meter.configurationRefused();
    const text = problems.join('\n');
    const facts = { trigger, running: shortHash(running.hash), count: problems.length, problems: text };
    // A file that stays broken is tried again and again, and said once.
    if (trigger === 'files' && text === lastProblems) log.debug('configuration still not reloaded', facts);
    else log.error('configuration not reloaded, the one before it stays', facts);
    lastProblems = text;
    const stays = running.hash === '' ? 'the one before it' : shortHash(running.hash);
    return { loaded: false, lines: [`the configuration was not reloaded, ${stays} stays:`, ...problems] };
  }
}

function sayLoaded({ hash }: Settings): string {
  return hash === '' ? 'the configuration is loaded' : `configuration ${shortHash(hash)} is loaded`;
}

function problemsOf(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.problems.map(formatProblem);
  if (error instanceof Unconnected) return error.problems;
  return [error instanceof Error ? error.message : String(error)];
}
