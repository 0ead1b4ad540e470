// Things made once for a key and kept, the longest unused going first: clients by account and region, without an end.

/** Accounts times regions that a process keeps clients for. What leaves is not destroyed: a call may be under way, and idle connections are closed by AWS. */
export const MOST_PLACES = 64;

/** A cache of at most `most` things; `release` gets what leaves it. */
export function makeBoundedCache<Thing>(most: number, release: (thing: Thing) => void = () => undefined) {
  const kept = new Map<string, Thing>();
  return (key: string, make: () => Thing): Thing => {
    const thing = kept.get(key) ?? make();
    // A Map keeps the order of insertion: put anew, it is the youngest.
    kept.delete(key);
    kept.set(key, thing);
    const [oldest] = kept;
    if (kept.size > most && oldest) {
      kept.delete(oldest[0]);
      release(oldest[1]);
    }
    return thing;
  };
}
