/**
 * A URL as a person may see it: signed URLs carry their signature in the query, and some carry a password before the host.
 * Text that is no URL loses what follows its first "?" or "#", so that a mistyped URL does not give its signature away either.
 */
export function withoutQuery(text: string): string {
  const [bare = ''] = text.split(/[?#]/, 1);
  return bare.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, '$1');
}
