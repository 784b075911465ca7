/**
 * The code that Node gives an error of the operating system or of SQLite. Read by shape: an error from Node's own modules
 * is no `instanceof Error` in another realm.
 */
export const systemErrorCode = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
