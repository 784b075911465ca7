import { type Connection, isGrpcServiceError, ServiceError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { SEARCH_ATTRIBUTES } from '../contracts/search-attributes.ts';

/** A finished post's id is taken for as long as the server remembers the run: a late repeat of a request must not publish again. */
const RETENTION_DAYS = 30;
const RETENTION_SECONDS = RETENTION_DAYS * 86_400;
const VISIBLE_DEADLINE_MS = 60_000;
const LOOK_AGAIN_MS = 500;

const INDEXED_VALUE_TYPES = { KEYWORD: 2, DATETIME: 6, KEYWORD_LIST: 7 } as const;
const GRPC_NOT_FOUND = 5;
const GRPC_ALREADY_EXISTS = 6;

export interface SetupReport {
  readonly namespace: 'created' | 'present';
  readonly retentionDays: number;
  readonly searchAttributesAdded: readonly string[];
}

/**
 * Makes a server ready for us: the namespace, a retention of at least 30 days, the search attributes. Repeatable; it never
 * lowers a retention. Resolves when the server knows the attributes, which takes a while after they are added.
 * @throws Error when the server does not show them within a minute, and whatever the server refuses with.
 */
export async function setUpServer(connection: Connection, namespace: string): Promise<SetupReport> {
  const created = await ensureNamespace(connection, namespace);
  const retentionDays = await ensureRetention(connection, namespace);
  const missing = await missingSearchAttributes(connection, namespace);
  if (missing.length > 0) await addSearchAttributes(connection, namespace, missing);
  return {
    namespace: created ? 'created' : 'present',
    retentionDays,
    searchAttributesAdded: missing.map(({ name }) => name),
  };
}

async function ensureNamespace(connection: Connection, namespace: string): Promise<boolean> {
  const { workflowService } = connection;
  try {
    await workflowService.describeNamespace({ namespace });
    return false;
  } catch (error) {
    if (codeOf(error) !== GRPC_NOT_FOUND) throw error;
  }
  await workflowService
    .registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs(RETENTION_SECONDS * 1_000) })
    .catch((error: unknown) => {
      if (codeOf(error) !== GRPC_ALREADY_EXISTS) throw error;
    });
  // The parts of a server learn of a new namespace one after the other; the one that knows search attributes is the last.
  await eventually(`the namespace ${namespace}`, async () => {
    await missingSearchAttributes(connection, namespace);
    return true;
  });
  return true;
}

async function ensureRetention({ workflowService }: Connection, namespace: string): Promise<number> {
  const { config } = await workflowService.describeNamespace({ namespace });
  const present = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0);
  if (present >= RETENTION_SECONDS) return Math.floor(present / 86_400);
  await workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: msToTs(RETENTION_SECONDS * 1_000) },
  });
  return RETENTION_DAYS;
}

async function missingSearchAttributes({ operatorService }: Connection, namespace: string) {
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  return SEARCH_ATTRIBUTES.filter(({ name }) => customAttributes?.[name] === undefined);
}

async function addSearchAttributes(
  connection: Connection,
  namespace: string,
  missing: ReadonlyArray<(typeof SEARCH_ATTRIBUTES)[number]>,
): Promise<void> {
  const searchAttributes = Object.fromEntries(missing.map(({ name, type }) => [name, INDEXED_VALUE_TYPES[type]]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
  await eventually(
    'the new search attributes',
    async () => (await missingSearchAttributes(connection, namespace)).length === 0,
  );
}

async function eventually(what: string, isThere: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + VISIBLE_DEADLINE_MS;
  while (!(await isThere().catch(() => false))) {
    if (Date.now() > deadline)
      throw new Error(`The Temporal server does not show ${what} a minute after adding it. Run setup again.`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

function codeOf(error: unknown): number | undefined {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) ? cause.code : undefined;
}
