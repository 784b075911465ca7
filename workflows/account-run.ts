import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type {
  AccountInput,
  ForecastArgs,
  ForecastQueryResult,
  QuotaArgs,
  QuotaQueryResult,
  ReleaseArgs,
  ReserveArgs,
  ReserveResult,
} from '../contracts/account.ts';
import { type LedgerRules, QUOTA_KINDS, QUOTA_NAMES, type QuotaKind, type WindowView } from '../contracts/ledger.ts';
import { Ledger, type LedgerState } from './ledger.ts';

/** Early, so that a run is opened and replayed in moments: the server would allow about 10,000 updates. */
const GRANTS_PER_RUN = 250;
const EVENTS_PER_RUN = 1_500;

/** The ledger of one account, as a run of its workflow keeps it. */
export class AccountRun {
  readonly #accountId: AccountInput['accountId'];
  #rules: LedgerRules;
  #ledger: Ledger;
  #grants = 0;

  constructor({ accountId, rules, carried }: AccountInput) {
    this.#accountId = accountId;
    this.#rules = rules;
    // What the run before wrote, and `problemOfAccount` has looked at.
    this.#ledger = new Ledger(rules, (carried as LedgerState | null) ?? undefined);
    this.#show();
  }

  /** Whether it is time for a new run. */
  get isLong(): boolean {
    return this.#grants >= GRANTS_PER_RUN || workflowInfo().historyLength >= EVENTS_PER_RUN;
  }

  /** What the next run starts with. */
  next(): AccountInput {
    return { schemaVersion: 1, accountId: this.#accountId, rules: this.#rules, carried: this.#ledger.state };
  }

  reserve({ request, rules, told }: ReserveArgs): ReserveResult {
    const now = Date.now();
    const { kind } = request;
    this.#rules = rules;
    this.#ledger = new Ledger(rules, this.#ledger.state);
    if (told === null && kind === 'publish' && !this.#ledger.knowsUsage(kind)) return { outcome: 'usage-needed' };
    if (told === 'full') this.#ledger.takeOverFull(kind, now);
    else if (told !== null && told !== 'unknown') this.#ledger.takeOver(kind, told, now);
    const answer = this.#ledger.reserve(request, now);
    if (answer.outcome === 'granted') this.#grants += 1;
    this.#show();
    return answer;
  }

  release({ kind, ...whose }: ReleaseArgs): void {
    this.#ledger.release(kind, whose);
    this.#show();
  }

  quota({ now }: QuotaArgs): QuotaQueryResult {
    return ofEachKind((kind) => this.#ledger.view(kind, now));
  }

  forecast({ posts, now }: ForecastArgs): ForecastQueryResult {
    return this.#ledger.forecast(posts, now).map((at) => (Number.isFinite(at) ? at : null));
  }

  #show(): void {
    const now = Date.now();
    setCurrentDetails(
      detailsOfAccount(this.#accountId, { now, windows: ofEachKind((kind) => this.#ledger.window(kind, now)) }),
    );
  }
}

const ofEachKind = <View>(viewOf: (kind: QuotaKind) => View): Readonly<Record<QuotaKind, View>> => ({
  publish: viewOf('publish'),
  container: viewOf('container'),
  inviteRead: viewOf('inviteRead'),
  inviteAnswer: viewOf('inviteAnswer'),
});

/** The run's page in the Temporal UI. Markdown. */
export function detailsOfAccount(
  accountId: string,
  { now, windows }: { readonly now: number; readonly windows: Readonly<Record<QuotaKind, WindowView>> },
): string {
  const rows = QUOTA_KINDS.map((kind) => {
    const { used, foreign, reserved, waiting, limit } = windows[kind];
    return `| ${QUOTA_NAMES[kind]} | ${used} | ${foreign} | ${reserved} | ${waiting} | ${limit} |`;
  });
  return [
    `### Quotas of **${accountId}**, as of ${new Date(now).toISOString()}`,
    '',
    '| in the rolling window | used | by others | reserved | waiting | limit |',
    '| --- | --: | --: | --: | --: | --: |',
    ...rows,
  ].join('\n');
}
