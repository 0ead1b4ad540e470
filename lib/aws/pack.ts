// Packs single items that come at about the same time into few calls, and gives each its own answer.

export type Packing<Item> = {
  readonly most: number;
  readonly mostBytes: number;
  /** How long the first item of a pack waits for others, in milliseconds. */
  readonly windowMs: number;
  readonly sizeOf: (item: Item) => number;
  /** Answers in the order of the items: null where it went well, else the error. A rejection is everybody's. */
  readonly send: (items: readonly Item[]) => Promise<readonly unknown[]>;
  /** Runs the action after so many milliseconds; in real time where left out. */
  readonly later?: (action: () => void, milliseconds: number) => void;
};

type Waiting<Item> = { readonly item: Item; readonly done: PromiseWithResolvers<void> };

/** A function for one item; it resolves or rejects for this item alone. An item above `mostBytes` travels by itself. */
export function makePacker<Item>(packing: Packing<Item>): (item: Item) => Promise<void> {
  let waiting: Waiting<Item>[] = [];
  const flush = (): void => {
    const packs = packsOf(waiting, packing);
    waiting = [];
    for (const pack of packs) void settle(pack, packing.send);
  };
  return (item) => {
    const done = Promise.withResolvers<void>();
    waiting.push({ item, done });
    if (waiting.length === 1) (packing.later ?? setTimeout)(flush, packing.windowMs);
    return done.promise;
  };
}

function packsOf<Item>(
  waiting: readonly Waiting<Item>[],
  { most, mostBytes, sizeOf }: Packing<Item>,
): readonly Waiting<Item>[][] {
  const packs: Waiting<Item>[][] = [];
  let bytes = 0;
  for (const one of waiting) {
    const size = sizeOf(one.item);
    const last = packs.at(-1);
    if (last && last.length < most && bytes + size <= mostBytes) {
      last.push(one);
      bytes += size;
    } else {
      packs.push([one]);
      bytes = size;
    }
  }
  return packs;
}

async function settle<Item>(pack: readonly Waiting<Item>[], send: Packing<Item>['send']): Promise<void> {
  try {
    const answers = await send(pack.map(({ item }) => item));
    for (const [index, { done }] of pack.entries()) {
      const answer = answers[index];
      if (answer === null) done.resolve();
      else done.reject(answer ?? new Error('no answer for this item'));
    }
  } catch (error) {
    for (const { done } of pack) done.reject(error);
  }
}
