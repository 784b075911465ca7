import type { AccountId } from '../contracts/ids.ts';
import type { Medium, Post } from '../contracts/post.ts';
import { issueAt, type RequestIssue } from './issues.ts';

/** How an account's token was issued, which decides what its API can do. */
export type Login = 'facebook' | 'instagram';
export type LoginOf = (accountId: AccountId) => Login | undefined;

/**
 * What an account of Instagram Login cannot do: it has neither an upload host nor a shop.
 * https://developers.facebook.com/docs/instagram-platform/content-publishing ("Only for apps that have implemented Facebook Login for
 * Business"), https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/product-tagging
 */
export function loginIssues({ accountId, media }: Post, login: Login | undefined): RequestIssue[] {
  if (login !== 'instagram') return [];
  return media.flatMap((medium, index) => [
    ...uploadIssues(medium, index, accountId),
    ...productIssues(medium, index, accountId),
  ]);
}

function uploadIssues(medium: Medium, index: number, accountId: AccountId): RequestIssue[] {
  if (medium.kind === 'image' || medium.source.upload === 'url') return [];
  const key = 'file' in medium.source ? 'file' : 'upload';
  const cure =
    'file' in medium.source ? 'put the video where Instagram can fetch it and give its "url".' : 'leave "upload" out.';
  return [issueAt(['media', index, key], `needs Instagram's upload host, ${forFacebookLogin(accountId)}: ${cure}`)];
}

function productIssues({ productTags }: Medium, index: number, accountId: AccountId): RequestIssue[] {
  if (productTags === undefined) return [];
  return [issueAt(['media', index, 'productTags'], `need a shop, ${forFacebookLogin(accountId)}: leave them out.`)];
}

const forFacebookLogin = (accountId: AccountId): string =>
  `which is for accounts of Facebook Login, and "${accountId}" is one of Instagram Login`;
