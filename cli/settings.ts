import { type Configuration, readConfiguration } from '../worker/configuration.ts';
import { createLogger, type Logger } from '../worker/log.ts';

export interface Settings {
  readonly configuration: Configuration;
  readonly logger: Logger;
}

/** The configuration of the environment, and a logger of its level. Says which of its variables have no effect yet. */
export function readSettings(overrides: Partial<Configuration> = {}): Settings {
  const configuration = { ...readConfiguration(process.env), ...overrides };
  const logger = createLogger(configuration.logLevel);
  for (const variable of configuration.unusedYet)
    logger.warn({ variable }, `${variable} has no effect in this version`);
  return { configuration, logger };
}
