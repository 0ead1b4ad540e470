// Makes text of others safe to read: characters that hide, reorder or imitate are shown as what they are.

/** Controls, invisible characters and bidirectional overrides: text that would not look like what it is. Tab, line feed and emoji style stay. */
const DECEIVING = /(?!\ufe0f|[\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** The text with each deceiving character written out, such as `[U+202E]`; half surrogates become U+FFFD, a form's CR LF a line feed. Escaping is the template's. */
export const legible = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replaceAll(DECEIVING, (character) => `[${codePoint(character)}]`);

/** A name in ASCII only, so that a Cyrillic letter cannot pass for a Latin one: `fr[U+0430]ud`. SageMaker's own names are ASCII already. */
export const asciiName = (name: string): string =>
  name.toWellFormed().replaceAll(/[^\u0020-\u007e]/gu, (character) => `[${codePoint(character)}]`);
