// Text from the registry is written by others: here it becomes one harmless line, before a channel escapes it.

// Controls, line and paragraph separators, marks that reorder text, invisible characters and tags.
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]+/gu;

/** One line without characters that hide, reorder or end it; half of a surrogate pair becomes the replacement character. */
export const oneLine = (text: string): string => text.toWellFormed().replaceAll(UNSEEN, ' ').trim();

/** At most `most` UTF-16 units, whole characters, with an ellipsis where something is left out. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = text.codePointAt(most - 2) ?? 0;
  return `${text.slice(0, end > 0xffff ? most - 2 : most - 1)}…`.slice(0, most).toWellFormed();
}
