/**
 * The smallest value that at least `percent` percent of the values do not exceed (nearest rank): always one that was measured.
 * @throws RangeError when there are no values
 */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  if (found === undefined) throw new RangeError('No values were measured.');
  return found;
}

/**
 * The middle value, or the mean of the middle two.
 * @throws RangeError when there are no values
 */
export function median(values: readonly number[]): number {
  return (
    (percentile(values, 50) -
      percentile(
        values.map((value) => -value),
        50,
      )) /
    2
  );
}

/** To one decimal, as it is told. */
export const tenths = (value: number): number => Math.round(value * 10) / 10;

/** A share of two rates, to two decimals. */
export const shareOf = (rate: number, of: number): number => Math.round((rate / of) * 100) / 100;
