// Works on several items at once and hands the results on in the order of the items; what is held does not grow with their number.

/** At most `atOnce` items are worked on or wait to be taken. Throws what the work on an item threw, when its turn comes. */
export async function* inOrder<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = [];
  const begin = (item: Item): void => {
    const result = work(item);
    // Whoever stops at an earlier failure leaves this one behind: it must not end the process.
    result.catch(() => undefined);
    begun.push(result);
  };
  for (const item of items) {
    if (begun.length === atOnce) yield await (begun.shift() as Promise<Result>);
    begin(item);
  }
  for (const result of begun) yield await result;
}
