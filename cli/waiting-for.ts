import type { WaitingFor } from '../client/index.ts';

const IN_WORDS: Readonly<Record<WaitingFor['kind'], string>> = {
  publishQuota: "a publish of the account's window",
  containerQuota: "a container of the account's window",
};

/** What a post waits for beside its due time, and until when, for people. */
export const waitingText = ({ kind, until }: WaitingFor): string => `${IN_WORDS[kind]}, until ${until}`;
