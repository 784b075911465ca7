import type { MetaError, PostError } from '../client/index.ts';
import { mediumName } from './medium-name.ts';

type Facts = Readonly<Record<string, string | null>>;

/** All that an error says, ours and Meta's beside it. What there is not is null. */
export const errorFacts = (error: PostError): Facts => ({
  error: errorInBrief(error),
  'concerns people': error.usernames?.join(', ') ?? null,
  category: `${error.category}, ${error.retryable ? 'may succeed by itself later' : 'does not succeed by itself'}`,
  'to do': error.nextAction,
  ...(error.meta && metaFacts(error.meta)),
});

/** What is wrong, with which medium, and our code. */
export const errorInBrief = ({ message, code, medium }: PostError): string =>
  `${medium === undefined ? '' : `${mediumName(medium)}: `}${message} (${code})`;

const metaFacts = (meta: MetaError): Facts => ({
  'Meta says': meta.message,
  'Meta says to people': [meta.userTitle, meta.userMessage].filter((text) => text !== null).join(': ') || null,
  'Meta codes': metaCodes(meta),
  'fbtrace id': meta.fbtraceId,
});

function metaCodes({ code, subcode, type, httpStatus, isTransient }: MetaError): string {
  const codes = [
    code === null ? null : `code ${code}`,
    subcode === null ? null : `subcode ${subcode}`,
    type,
    `HTTP ${httpStatus}`,
    isTransient ? 'transient' : null,
  ];
  return codes.filter((text) => text !== null).join(', ');
}
