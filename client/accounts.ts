import {
  FORECAST_QUERY,
  type ForecastArgs,
  type ForecastQueryResult,
  MAX_FORECAST,
  QUOTA_QUERY,
  type QuotaArgs,
  type QuotaQueryResult,
} from '../contracts/account.ts';
import { accountStart } from '../contracts/account-start.ts';
import type { AccountId } from '../contracts/ids.ts';
import type { LedgerRules } from '../contracts/ledger.ts';
import { askAccount } from './account-questions.ts';
import { parseAccountId } from './arguments.ts';
import { InvalidRequestError } from './errors.ts';
import { type AskedPost, type ExistingPost, Forecast, type PostForecast } from './forecast.ts';
import { type ForecastRequest, parseForecastRequests } from './forecast-request.ts';
import { listQuery, queuedQuery } from './listing.ts';
import { existingPost, type ForecastSetting } from './post-to-come.ts';
import { type AccountQuota, accountQuota } from './quota.ts';
import type { Runs } from './runs.ts';

interface AccountsSettings {
  /** Of the posts; that of the accounts follows from it. */
  readonly taskQueue: string;
  readonly rules: LedgerRules;
  /** How long before its due time every post is staged. Undefined: as long as its media usually need. */
  readonly leadMs: number | undefined;
}

/**
 * The accounts on a Temporal server.
 *
 * Beside the errors named with each method, all of them throw {@link UnreachableError}, {@link ServerError} and {@link ClosedError}.
 */
export class Accounts {
  readonly #runs: Runs;
  readonly #settings: AccountsSettings;

  /** @internal Use `Carillon.connect()`. */
  constructor(runs: Runs, settings: AccountsSettings) {
    this.#runs = runs;
    this.#settings = settings;
  }

  /**
   * Where Instagram's limits stand for an account: what it has used, what is booked and what waits. Posts that are queued for later and
   * have not asked for their publish yet are in none of these numbers; {@link Accounts.forecast} counts them.
   * @throws {@link InvalidRequestError}, {@link NoWorkerError}
   */
  async quota(accountId: string): Promise<AccountQuota> {
    const account = parseAccountId(accountId);
    const ask = await this.#open(account);
    return accountQuota(account, await ask<QuotaQueryResult>(QUOTA_QUERY, asOfNow()));
  }

  /**
   * When posts would really go out if they were queued now, beside all that are queued already, and whether that is still within their
   * `publishWithinSeconds` (3600 unless they say otherwise). Two of Instagram's limits count: that of publishes, and that of containers, of
   * which a carousel needs one for each medium and one for itself, all at once, when its staging begins. A request whose `id` exists counts
   * as the post that it has become, at its own due time.
   *
   * Promises nothing: what is queued meanwhile and due earlier goes first. How long Instagram takes to process media, and containers that
   * have to be made again, are not forecast. What others have published counts once a post of the account has asked Instagram for it, and
   * what was queued or has ended within the last second may not be known.
   *
   * @example
   * const [forecast] = await carillon.accounts.forecast('brand', [{ scheduledAt: '2026-12-01T09:00:00+01:00' }]);
   * if (!forecast?.fits) console.warn(`It would go out at ${forecast?.expectedAt}.`);
   *
   * @param posts when they are due and what they show, in the words of their requests; whole requests will do. A time that has passed
   * counts as now, and one alone as a picture's
   * @returns one forecast for each, in their order
   * @throws {@link InvalidRequestError} with all that is wrong; {@link NoWorkerError}
   */
  async forecast(accountId: string, posts: readonly ForecastRequest[]): Promise<PostForecast[]> {
    const account = parseAccountId(accountId);
    const setting: ForecastSetting = { leadMs: this.#settings.leadMs, ...asOfNow() };
    const asked = parseForecastRequests(posts, account, setting);
    if (asked.length === 0) return [];
    const ask = await this.#open(account);
    // Before the plan: the account knows by then what a post has asked for meanwhile, and counts it once.
    const existing = await this.#existing(account, asked, setting);
    const forecast = new Forecast({ asked, existing });
    if (forecast.posts.length > MAX_FORECAST) throw tooManyToForecast(account, forecast.posts.length);
    const args: ForecastArgs = { posts: forecast.posts, ...asOfNow() };
    return forecast.read(await ask<ForecastQueryResult>(FORECAST_QUERY, args));
  }

  /** The account's run, to ask it something. One that nobody has needed yet, or that was stopped from outside, begins here. */
  async #open(accountId: AccountId) {
    const { workflowType, ...start } = accountStart(accountId, this.#settings);
    await this.#runs.ensure(workflowType, start);
    return <Answer>(query: string, ...argument: readonly object[]) =>
      askAccount<Answer>(this.#runs, accountId, { query, argument });
  }

  /** Those that tell something about these: any that a request names, and those that are queued and due before them. */
  async #existing(
    accountId: AccountId,
    asked: readonly AskedPost[],
    setting: ForecastSetting,
  ): Promise<ExistingPost[]> {
    const until = asked.reduce((latest, { toCome }) => Math.max(latest, toCome.dueAt), 0);
    // A list has a thousand posts for one call, of which a server takes few in a second: it is not asked about each name by itself.
    const query = asked.every(({ isNew }) => isNew) ? queuedQuery(accountId, until) : listQuery({ accountId });
    const posts: ExistingPost[] = [];
    for await (const run of this.#runs.list(query)) {
      const post = existingPost(run, setting);
      if (post !== undefined) posts.push(post);
    }
    return posts;
  }
}

const tooManyToForecast = (accountId: AccountId, count: number): InvalidRequestError =>
  new InvalidRequestError([
    {
      pointer: '',
      message: `Account "${accountId}" forecasts ${MAX_FORECAST} posts at most, and these are ${count} with those that are queued and due before: ask for those that are due first, and for the others later.`,
    },
  ]);

/** A run has no clock of its own: without an instant it tells how it stood when it last did something. */
const asOfNow = (): QuotaArgs => ({ now: Date.now() });
