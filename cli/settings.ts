import { type Configuration, readConfiguration } from '../worker/configuration.ts';
import { createLogger, type Logger } from '../worker/log.ts';

export interface Settings {
  readonly configuration: Configuration;
  readonly logger: Logger;
}

/**
 * The configuration that the environment gives, and a logger of its level.
 * @throws ConfigurationError
 */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const configuration = readConfiguration(env);
  return { configuration, logger: createLogger(configuration.logLevel) };
}

/** The whole error, stack and all, for those who ask for it with CARILLON_LOG=debug. */
export function logWhole(error: unknown): void {
  try {
    readSettings().logger.debug({ err: error }, 'the error behind the problem');
  } catch {
    // The configuration itself is the problem, and is told as such.
  }
}
