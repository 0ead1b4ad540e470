// Numbers of things, and things one after another, in words.

/** `3 decisions`, `1 decision`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** `Amara`, `Amara and Mei`, `Jonas, Mei and Tomas`; empty where there is nothing. */
export const listed = (texts: readonly string[], last = 'and'): string =>
  texts.length <= 1 ? texts.join('') : `${texts.slice(0, -1).join(', ')} ${last} ${texts.at(-1)}`;
