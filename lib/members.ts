// JSON from outside, read without trust: what is not as it was expected reads as nothing.

/** The members of a JSON object. */
export type Members = Readonly<Record<string, unknown>>;

/** Whether a value is an object, and no list. */
export const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The members of an object; none where the value is something else. */
export const membersOf = (value: unknown): Members => (isMembers(value) ? value : {});

/** The items of a list; none where the value is something else. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The members of a JSON text; null where it is not JSON, or no object. */
export function parseMembers(text: string): Members | null {
  try {
    const value: unknown = JSON.parse(text);
    return isMembers(value) ? value : null;
  } catch {
    return null;
  }
}

/** A text as it is; empty where the value is something else. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
