// Looking at what reaches a workflow from outside: it may come from any client, the Temporal UI's forms included.

/** Beyond it, dates no longer have the form that search attributes take. */
const LATEST_INSTANT = Date.UTC(9999, 11, 31);

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
export const isInstant = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value <= LATEST_INSTANT;
export const isDuration = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
export const isText = (value: unknown): value is string => typeof value === 'string';
