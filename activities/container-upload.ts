import type { UploadOrder } from '../contracts/staging.ts';
import type { ContainerReading } from '../graph/container-reading.ts';
import type { GraphClient } from '../graph/graph-client.ts';
import { askedForMs } from './asked-for.ts';
import type { UsableAccount } from './graph-account.ts';
import { judgeStagingFailure } from './judge-staging.ts';
import { stagingFailure } from './staging-failure.ts';

/** An upload into one container, on behalf of one account. */
export interface ContainerUpload {
  readonly order: UploadOrder;
  readonly account: UsableAccount;
  readonly graph: GraphClient;
  /** Stops the upload. */
  readonly signal: AbortSignal;
}

export interface UploadedVideo {
  /** Of the whole video; 0 when Instagram fetched it. */
  readonly bytes: number;
}

/** @throws ApplicationFailure in the vocabulary of contracts/staging-failures.ts */
export async function readUpload({ graph, account, order, signal }: ContainerUpload): Promise<ContainerReading> {
  const answer = await graph.readContainer(account, order.containerId, signal);
  if (answer.kind === 'ok') return answer.value;
  throw stagingFailure(judgeStagingFailure('container', answer, askedForMs()), account);
}
