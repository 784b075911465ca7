import { containerStatus } from '../containers/container-status.ts';
import type { MediaId } from '../ids.ts';
import type { Refusal } from '../protocol/graph-error.ts';
import { refusals } from '../protocol/refusals.ts';
import type { Settings } from '../settings.ts';
import type { Account, Container } from '../state.ts';
import { quotaIsSpent } from './quota.ts';

/** What comes of a `media_publish`. */
export type PublishVerdict =
  | { readonly kind: 'publish'; readonly container: Container }
  /** Answered with what the first publish of the container made. */
  | { readonly kind: 'repeat'; readonly mediaId: MediaId }
  | { readonly kind: 'refuse'; readonly refusal: Refusal }
  /** Beyond the account's quota. */
  | { readonly kind: 'beyond-quota' };

export interface PublishQuestion {
  readonly creationId: string;
  /** The container of that id, whoever owns it. */
  readonly container: Container | undefined;
  readonly account: Account;
  readonly settings: Settings;
  readonly now: number;
}

const refuse = (refusal: Refusal): PublishVerdict => ({ kind: 'refuse', refusal });

/** Decides about one `media_publish`. */
export function judgePublish(question: PublishQuestion): PublishVerdict {
  const { creationId, container, account, now } = question;
  if (container?.igUserId !== account.igUserId) return refuse(refusals.mediaNotFound(creationId));
  if (container.isCarouselItem)
    return refuse(refusals.parameterInvalid('param creation_id is that of a carousel item'));
  if (container.publishedAs !== null) return judgeRepeat(question, container, container.publishedAs);
  const { code } = containerStatus(container, now);
  if (code === 'EXPIRED') return refuse(refusals.mediaExpired());
  if (code !== 'FINISHED') return refuse(refusals.mediaNotReady());
  return judgeQuota(question, container);
}

function judgeRepeat(question: PublishQuestion, container: Container, mediaId: MediaId): PublishVerdict {
  const mode = question.settings.republish;
  switch (mode) {
    case 'error24':
      return refuse(refusals.mediaNotFound(question.creationId));
    case 'error9007':
      return refuse(refusals.mediaNotReady());
    case 'sameId':
      return { kind: 'repeat', mediaId };
    case 'duplicate':
      return judgeQuota(question, container);
    default:
      return mode satisfies never;
  }
}

const judgeQuota = ({ account, settings, now }: PublishQuestion, container: Container): PublishVerdict =>
  quotaIsSpent(account, settings, now) ? { kind: 'beyond-quota' } : { kind: 'publish', container };
