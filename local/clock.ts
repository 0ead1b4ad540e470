// The clock of the embedded world, which may be put forward: an hour's wait is then a moment's, for the services and for the functions.

/** Milliseconds since the epoch. `offset` is shared with the threads that functions run in. */
export type Clock = {
  readonly now: () => number;
  /** Puts the clock forward. It never goes back. */
  readonly advance: (milliseconds: number) => void;
  /** One 64-bit integer: how far the clock is ahead of the machine's, in milliseconds. */
  readonly offset: SharedArrayBuffer;
};

const readOffset = (offset: SharedArrayBuffer): number => Number(Atomics.load(new BigInt64Array(offset), 0));

/** EventBridge's form of a time: RFC 3339 in whole seconds. `ms` are milliseconds since 1970. */
export const eventTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** A clock that begins with the machine's time. */
export function makeClock(): Clock {
  const offset = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
  return {
    offset,
    now: () => Date.now() + readOffset(offset),
    advance(milliseconds) {
      if (!(milliseconds >= 0)) throw new RangeError(`a clock goes forward only, not by ${milliseconds} ms`);
      Atomics.add(new BigInt64Array(offset), 0, BigInt(Math.round(milliseconds)));
    },
  };
}

const MachineDate = Date;

/** Lets this thread's Date tell a world's time, instead of that of a world before. Timers keep running by the machine's. */
export function tellTimeBy(offset: SharedArrayBuffer): void {
  const now = (): number => MachineDate.now() + readOffset(offset);
  globalThis.Date = new Proxy(MachineDate, {
    construct: (target, args: [], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    apply: () => new MachineDate(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : (Reflect.get(target, name, receiver) as unknown)),
  });
}
