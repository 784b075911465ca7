import { jest } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { Account } from '../../accounts/account.ts';
import type { AttemptMemory } from '../../activities/attempt-memory.ts';
import type { Reservations } from '../../activities/reservations.ts';
import { createUsageWatch } from '../../activities/usage-watch.ts';
import type { ReleaseArgs, ReserveArgs, ReserveResult } from '../../contracts/account.ts';
import type { AccountId } from '../../contracts/ids.ts';
import { INSTAGRAM_LIMITS } from '../../contracts/ledger.ts';
import { INSTAGRAM_WINDOW_MS, ledgerRules } from '../../contracts/ledger-rules.ts';
import type { GraphAnswer } from '../../graph/graph-answer.ts';
import type { GraphClient } from '../../graph/graph-client.ts';
import { accountId } from '../contracts/samples.ts';
import { clientOf, IG_USER_ID, TOKEN } from '../graph/graph-stand-in.ts';
import { NO_USAGE } from './samples.ts';

export const BRAND = accountId('brand');

const ACCOUNT: Account = {
  accountId: BRAND,
  igUserId: IG_USER_ID,
  login: 'facebook',
  onUnconfirmed: 'wait',
  credentialsRevision: 3,
};

export const ok = <Value>(value: Value): GraphAnswer<Value> => ({ kind: 'ok', value, usage: NO_USAGE });

/** Only what a test expects to be called. */
type GraphCalls = Partial<
  Pick<
    GraphClient,
    'listInvites' | 'answerInvite' | 'searchCollaborativeMedia' | 'listCollaborativeMedia' | 'listCollaborators'
  >
>;

export interface CollaborationBedOptions {
  readonly graph?: GraphCalls;
  readonly account?: Partial<Account> | null;
  /** What the ledger says to each call. @default it grants it */
  readonly ledger?: () => ReserveResult;
  /** Whether the ledger takes a call back. @default true */
  readonly takesBack?: boolean;
  /** What the server does with what it is told of an attempt; throws where it does not hear it. */
  readonly hear?: (details: unknown) => void;
}

/** What an attempt has been told by the one before. */
export const remembering = (memory: Partial<AttemptMemory>) => ({
  heartbeatDetails: { failures: 0, throttles: 0, mayHaveBeenTaken: false, ...memory },
});

/**
 * What activities about collaboration need: calls of Graph that a test answers itself, one account, and a ledger and a server that take
 * notes.
 */
export function collaborationBed({
  graph = {},
  account = {},
  ledger,
  takesBack = true,
  hear = () => undefined,
}: CollaborationBedOptions = {}) {
  const asked: Pick<ReserveArgs, 'request' | 'told'>[] = [];
  const released: ReleaseArgs[] = [];
  const granted = (): ReserveResult => ({ outcome: 'granted', at: Date.now(), sendBefore: Date.now() + 30_000 });
  const reservations: Reservations = {
    reserve: async (_id, args) => {
      asked.push(args);
      return (ledger ?? granted)();
    },
    release: async (_id, args) => {
      released.push(args);
      if (!takesBack) throw new Error('The ledger does not answer.');
    },
  };
  const told: unknown[] = [];
  const client = listeningClient((details) => {
    told.push(details);
    hear(details);
  });
  const nobody = clientOf('http://127.0.0.1:1');
  nobody.close();
  return {
    asked,
    released,
    told,
    dependencies: {
      graph: { ...nobody, ...graph },
      accounts: {
        get: (id: AccountId) => (account === null || id !== BRAND ? undefined : { ...ACCOUNT, ...account }),
        tokenOf: () => TOKEN,
      },
      client,
      reservations,
      rules: ledgerRules(INSTAGRAM_LIMITS, INSTAGRAM_WINDOW_MS),
      usageWatch: createUsageWatch(),
    },
  };
}

/** A client of Temporal of which only the call that tells of an attempt is replaced. */
function listeningClient(hear: (details: unknown) => void): Client {
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  jest.spyOn(connection.workflowService, 'recordActivityTaskHeartbeat').mockImplementation(async ({ details }) => {
    const [payload] = details?.payloads ?? [];
    hear(payload && defaultPayloadConverter.fromPayload(payload));
    return { cancelRequested: false, activityPaused: false, activityReset: false, toJSON: () => ({}) };
  });
  return new Client({ connection });
}
