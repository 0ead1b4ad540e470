// JSON from outside, read without trust.

/** The members of a JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for a JSON object: neither null nor an array. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object itself; an empty one where the value is something else. */
export const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

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
