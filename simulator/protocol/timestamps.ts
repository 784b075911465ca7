const UNIX_SECONDS = /^\d{1,12}$/;

/** Reads a `since` or `until`: Unix seconds, or a date in words. Returns epoch milliseconds, or null for neither. */
export function parseTimestamp(text: string): number | null {
  const milliseconds = UNIX_SECONDS.test(text) ? Number(text) * 1000 : Date.parse(text);
  return Number.isNaN(milliseconds) ? null : milliseconds;
}

/** An instant as Graph writes it: `2026-11-20T09:00:00+0000`. */
export const graphTimestamp = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 19)}+0000`;
