import type { MetaError } from '../../contracts/post-error.ts';
import type { Refused, Unreachable, Unreadable, Usage } from '../../graph/graph-answer.ts';

export const NO_USAGE: Usage = { percent: null, regainAccessMinutes: null };

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

export const refused = (error: Partial<MetaError>, usage: Partial<Usage> = {}): Refused => ({
  kind: 'refused',
  error: { ...WORDS, ...error },
  usage: { ...NO_USAGE, ...usage },
});

export const unreadable = (httpStatus: number): Unreadable => ({ kind: 'unreadable', httpStatus, excerpt: '<html>' });

export const unreachable = (sent: Unreachable['sent']): Unreachable => ({
  kind: 'unreachable',
  sent,
  code: 'ECONNRESET',
  message: 'The other side closed the connection.',
});
