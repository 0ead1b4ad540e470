// A number of things in words.

/** `3 decisions`, `1 decision`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
