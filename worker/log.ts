import { IllegalStateError } from '@temporalio/common';
import {
  DefaultLogger,
  type LogEntry,
  Runtime,
  type RuntimeOptions,
  type Logger as TemporalLogger,
} from '@temporalio/worker';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { Configuration } from './configuration.ts';

export type { Logger } from 'pino';

/** One JSON object a line, on standard error unless another destination is given: standard output belongs to the data. */
export function createLogger(level: Configuration['logLevel'], destination?: DestinationStream): Logger {
  const options = { level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime };
  return pino(options, destination ?? pino.destination({ dest: 2, sync: true }));
}

/** Sends what Temporal's SDK logs to our logger. To be called before the first connection; while a runtime is there, nothing changes. */
export function installRuntime(logger: Logger): void {
  try {
    Runtime.install(runtimeOptions(logger));
  } catch (error) {
    if (!(error instanceof IllegalStateError)) throw error;
  }
}

function runtimeOptions(logger: Logger): RuntimeOptions {
  return {
    logger: toTemporalLogger(logger),
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
    // Our own shutdown lets go of held posts first; the SDK's would only stop polling.
    shutdownSignals: [],
  };
}

/** The publishing worker runs activities only, and that is no news. */
const EXPECTED = 'No workflows registered, not polling for workflow tasks';

function toTemporalLogger(logger: Logger): TemporalLogger {
  const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
  const write = ({ level, message, meta }: LogEntry) => {
    const { error, ...rest } = meta ?? {};
    // What workers say of themselves at INFO is for those who look into them.
    const chatter = message === EXPECTED || (level === 'INFO' && rest['sdkComponent'] === 'worker');
    logger[chatter ? 'debug' : levels[level]](error === undefined ? rest : { ...rest, err: error }, message);
  };
  return new DefaultLogger('TRACE', write);
}
