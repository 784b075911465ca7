import { type AccountId, type IgUserId, isAccountId, isIgUserId } from '../../contracts/ids.ts';

export function accountId(text: string): AccountId {
  if (isAccountId(text)) return text;
  throw new Error(`${text} is no account id`);
}

export function igUserId(text: string): IgUserId {
  if (isIgUserId(text)) return text;
  throw new Error(`${text} is no Instagram user id`);
}
