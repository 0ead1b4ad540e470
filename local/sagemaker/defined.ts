// Drops members without a value, since an absent member and a null one differ on the wire.

/** The object without its undefined members. */
export const defined = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
