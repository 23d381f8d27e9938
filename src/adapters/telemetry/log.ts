import { pino, type DestinationStream } from 'pino';
import type { Log } from '../../pipeline/ports.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface LevelledLog extends Log {
  /** From the next line on. */
  setLevel(level: LogLevel): void;
}

/** JSON lines with a static message and facts as fields. error = a person must act; warn = healed itself. */
export function connectLog(level: LogLevel, destination?: DestinationStream): LevelledLog {
  const options = { level, base: null, timestamp: () => `,"time":"${new Date().toISOString()}"` };
  const logger = destination === undefined ? pino(options) : pino(options, destination);
  return {
    debug: (message, fields = {}) => logger.debug(fields, message),
    info: (message, fields = {}) => logger.info(fields, message),
    warn: (message, fields = {}) => logger.warn(fields, message),
    error: (message, fields = {}) => logger.error(fields, message),
    setLevel(next) {
      logger.level = next;
    },
  };
}
