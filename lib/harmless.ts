// Text that others wrote, made fit for a terminal.

/** Control characters, ANSI sequences and bidi overrides become U+FFFD, one for one; line breaks and tabs stay. */
export const harmless = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  text.replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '\u{FFFD}');
