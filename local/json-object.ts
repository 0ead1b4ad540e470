// JSON from outside, read without trust.

/** The members of a JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for a JSON object: neither null nor an array. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object itself; an empty one where the value is something else. */
export const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** The items of a list; anything else is the only one. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : [value]);

/** The objects in a list; none where the value is no list. */
export const objectsOf = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? (value as unknown[]).map(objectOf) : [];

/** The value that keys lead to, one inside the other; undefined where they lead nowhere. */
export const valueAt = (value: unknown, keys: readonly string[]): unknown =>
  keys.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as JsonObject)[key] : undefined),
    value,
  );

/** The object of a JSON text; null where it is not JSON, or no object. */
export const parseObject = (text: string): JsonObject | null => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
};

/** A text as it is; empty where the value is something else. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
