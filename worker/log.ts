import { type DestinationStream, type Logger, pino } from 'pino';
import type { Configuration } from './configuration.ts';

export type { Logger } from 'pino';

/** One JSON object a line, on standard error unless another destination is given: standard output belongs to the data. */
export function createLogger(level: Configuration['logLevel'], destination?: DestinationStream): Logger {
  const options = { level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime };
  return pino(options, destination ?? pino.destination({ dest: 2, sync: true }));
}
