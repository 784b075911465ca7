/** 9.3 MB. Megabytes as Meta counts them: 1024 x 1024 bytes. */
export const megabytes = (bytes: number): string => `${withoutZeros(bytes / 1024 / 1024, 1)} MB`;

/** 61.2 s, 15 min: minutes only where they are whole, so that nothing looks as long as the limit that it exceeds. */
export const duration = (ms: number): string =>
  ms >= 120_000 && ms % 60_000 === 0 ? `${ms / 60_000} min` : `${withoutZeros(ms / 1000, 3)} s`;

/** At most so many digits after the point. */
export const withoutZeros = (value: number, digits: number): string => String(Number(value.toFixed(digits)));
