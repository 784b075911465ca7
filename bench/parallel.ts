/**
 * Does the work for every item, for `width` of them at a time. After a failure no more is begun, and it rejects with the first one
 * when all that was begun has ended: nothing is still at work when the caller clears up.
 */
export async function inParallel<Item>(
  items: readonly Item[],
  width: number,
  work: (item: Item, index: number) => Promise<unknown>,
): Promise<void> {
  const rest = items.entries();
  const failures: unknown[] = [];
  const lane = async () => {
    for (const [index, item] of rest) {
      if (failures.length > 0) return;
      await work(item, index).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  if (failures.length > 0) throw failures[0];
}
