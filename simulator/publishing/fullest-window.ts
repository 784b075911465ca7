/** The most of these instants that one window holds. Two that lie a whole window apart are never in the same one. */
export function fullestWindow(instants: readonly number[], windowMs: number): number {
  const inOrder = instants.toSorted((one, other) => one - other);
  let fullest = 0;
  let gone = 0;
  for (const [index, instant] of inOrder.entries()) {
    while ((inOrder[gone] ?? instant) <= instant - windowMs) gone += 1;
    fullest = Math.max(fullest, index + 1 - gone);
  }
  return fullest;
}
