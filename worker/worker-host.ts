import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import type { AccountStore } from '../accounts/account-store.ts';
import { createUsageWatch } from '../activities/usage-watch.ts';
import { ledgerRules } from '../contracts/ledger-rules.ts';
import { createGraphClient } from '../graph/graph-client.ts';
import type { Configuration } from './configuration.ts';
import type { Logger } from './log.ts';
import { installRuntime } from './runtime.ts';
import { startWorkers, type Workers } from './workers.ts';

/** Where a Temporal server is, and which of its namespaces is ours. */
export interface ServerTarget {
  readonly connectionOptions: NativeConnectionOptions;
  readonly namespace: string;
}

export interface WorkerHostOptions {
  readonly server: ServerTarget;
  readonly configuration: Pick<
    Configuration,
    | 'graphUrl'
    | 'instagramUrl'
    | 'ruploadUrl'
    | 'graphVersion'
    | 'taskQueue'
    | 'reconcileWindowsMs'
    | 'uploadSlots'
    | 'limits'
    | 'windowMs'
    | 'allowPrivateMedia'
  >;
  readonly accounts: AccountStore;
  readonly logger: Logger;
  /** Waits between two readings of a container that is still in progress; the last one repeats. Milliseconds. */
  readonly pollDelaysMs?: readonly number[];
}

/** Builds the workers of this process and everything they stand on. Disposing of `resources` stops them in order. */
export async function hostWorkers(options: WorkerHostOptions, resources: AsyncDisposableStack): Promise<Workers> {
  const { server, configuration } = options;
  installRuntime(options.logger);
  const usageWatch = createUsageWatch();
  const graph = createGraphClient({
    ...configuration,
    version: configuration.graphVersion,
    onUsage: usageWatch.hear,
  });
  resources.defer(() => graph.close());
  const connection = await NativeConnection.connect(server.connectionOptions);
  resources.defer(() => connection.close());
  const rules = ledgerRules(configuration.limits, configuration.windowMs);
  const workers = await startWorkers({
    ...options,
    ...configuration,
    connection,
    namespace: server.namespace,
    graph,
    usageWatch,
    rules,
  });
  resources.defer(() => workers.stop());
  return workers;
}
