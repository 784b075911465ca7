import { IllegalStateError } from '@temporalio/common';
import {
  DefaultLogger,
  type LogEntry,
  Runtime,
  type RuntimeOptions,
  type Logger as TemporalLogger,
} from '@temporalio/worker';
import type { Logger } from './log.ts';

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

/** The publishing worker runs activities only, and that of accounts a workflow only; neither is news. */
const EXPECTED: ReadonlySet<string> = new Set([
  'No workflows registered, not polling for workflow tasks',
  'No activities registered, not polling for activity tasks',
]);

function toTemporalLogger(logger: Logger): TemporalLogger {
  const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
  const write = ({ level, message, meta }: LogEntry) => {
    const { error, ...rest } = meta ?? {};
    // What workers say of themselves at INFO is for those who look into them.
    const chatter = EXPECTED.has(message) || (level === 'INFO' && rest['sdkComponent'] === 'worker');
    logger[chatter ? 'debug' : levels[level]](error === undefined ? rest : { ...rest, err: error }, message);
  };
  return new DefaultLogger('TRACE', write);
}
