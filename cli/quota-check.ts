import { type Carillon, NotFoundError, type PostForecast, type PostRequest } from '../client/index.ts';
import type { ClientSession } from './client-session.ts';
import { CommandError } from './command-errors.ts';
import { EXIT } from './exit-codes.ts';

export const WOULD_NOT_FIT = 'would-not-fit';

/** A request whose post would not go out in time. */
export interface Misfit extends Pick<PostForecast, 'dueAt' | 'expectedAt'> {
  readonly accountId: string;
  /** Null when the request leaves it to us. */
  readonly id: string | null;
}

/** Questions under way at a time. */
const AT_ONCE = 16;

/**
 * Of these requests, those that would be queued, and whose posts would not go out within their own time because the windows of their
 * accounts are full. Requests that would be refused anyway are left to that, and a post that exists already stays what it is.
 * @param requests of any shape, by numbers of the caller's
 * @returns by the same numbers, in their order
 */
export async function misfitsAmong(
  { carillon, accounts }: Pick<ClientSession, 'carillon' | 'accounts'>,
  requests: ReadonlyMap<number, unknown>,
): Promise<ReadonlyMap<number, Misfit>> {
  const candidates: Candidate[] = [];
  for (const [place, request] of requests) {
    const valid = request as PostRequest;
    if (accounts.refusalOf(request) === undefined && (await carillon.posts.validate(valid)).ok)
      candidates.push({ place, request: valid });
  }
  const found: NumberedMisfit[] = [];
  for (const [accountId, ofAccount] of Map.groupBy(candidates, ({ request }) => request.accountId))
    found.push(...(await misfitsOf(carillon, accountId, ofAccount)));
  const misfits = await withoutExisting(carillon, found);
  return new Map(misfits.toSorted(([one], [other]) => one - other));
}

type NumberedMisfit = readonly [place: number, misfit: Misfit];

interface Candidate {
  readonly place: number;
  readonly request: PostRequest;
}

async function misfitsOf(
  carillon: Carillon,
  accountId: string,
  candidates: readonly Candidate[],
): Promise<NumberedMisfit[]> {
  const requests = candidates.map(({ request }) => request);
  const forecasts = await carillon.accounts.forecast(accountId, requests);
  return candidates.flatMap(({ place, request: { id = null } }, index) => {
    const forecast = forecasts[index];
    if (forecast === undefined || forecast.fits) return [];
    return [[place, { accountId, id, dueAt: forecast.dueAt, expectedAt: forecast.expectedAt }]];
  });
}

/** A forecast may not know yet what was queued within the last second. */
async function withoutExisting(carillon: Carillon, misfits: readonly NumberedMisfit[]): Promise<NumberedMisfit[]> {
  const left: NumberedMisfit[] = [];
  for (let first = 0; first < misfits.length; first += AT_ONCE) {
    const batch = misfits.slice(first, first + AT_ONCE);
    const exist = await Promise.all(batch.map(([, misfit]) => isThere(carillon, misfit)));
    left.push(...batch.filter((_, index) => exist[index] !== true));
  }
  return left;
}

async function isThere(carillon: Carillon, { accountId, id }: Misfit): Promise<boolean> {
  if (id === null) return false;
  try {
    await carillon.posts.get({ accountId, id });
    return true;
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    throw error;
  }
}

/** Why a post is not queued. */
export const wouldNotFit = (misfit: Misfit): CommandError =>
  new CommandError(WOULD_NOT_FIT, {
    message: misfitText(misfit),
    nextAction:
      misfit.expectedAt === null
        ? 'Nothing has been queued: give it fewer media, or raise CARILLON_LIMITS of the workers.'
        : 'Nothing has been queued: give it another due time or a longer publishWithinSeconds.',
    exitCode: EXIT.invalidPost,
    details: misfit,
  });

function misfitText({ accountId, id, dueAt, expectedAt }: Misfit): string {
  const post = id === null ? `The post for account "${accountId}"` : `Post "${id}" of account "${accountId}"`;
  return expectedAt === null
    ? `${post} is due at ${dueAt} and would never go out: the account may make fewer containers in a whole window than the post needs at once.`
    : `${post} is due at ${dueAt} and would go out at ${expectedAt}: until then a window of the account is full, that of publishes or that of containers.`;
}
