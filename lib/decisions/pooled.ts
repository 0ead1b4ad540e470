// Runs work over a list with a fixed number at once; each free place takes the next item, so nothing polls.

/** Resolves when all items are done; `work` answers for its own errors. */
export async function pooled<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: Math.min(atOnce, items.length) }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}
