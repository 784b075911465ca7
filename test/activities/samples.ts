import type { MetaError } from '../../contracts/post-error.ts';
import type { Meter, Refused, Unreachable, Unreadable, Usage } from '../../graph/graph-answer.ts';

export const NO_USAGE: Usage = { app: null, account: null };

const WORDS: MetaError = {
  httpStatus: 400,
  type: 'OAuthException',
  code: null,
  subcode: null,
  message: 'Instagram said no.',
  userTitle: null,
  userMessage: null,
  isTransient: null,
  fbtraceId: 'A6LJylpZRKw2xKLFsAP-cJh',
};

/** @param ofAccount what the header told, if there was one */
export const refused = (error: Partial<MetaError>, ofAccount?: Pick<Meter, 'regainAccessMinutes'>): Refused => ({
  kind: 'refused',
  error: { ...WORDS, ...error },
  usage: ofAccount === undefined ? NO_USAGE : { app: null, account: { percent: 100, ...ofAccount } },
});

export const unreadable = (httpStatus: number, usage: Usage = NO_USAGE): Unreadable => ({
  kind: 'unreadable',
  httpStatus,
  excerpt: '<html>',
  usage,
});

export const unreachable = (sent: Unreachable['sent']): Unreachable => ({
  kind: 'unreachable',
  sent,
  code: 'ECONNRESET',
  message: 'The other side closed the connection.',
});
