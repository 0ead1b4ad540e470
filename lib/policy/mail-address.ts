// What counts as a mail address here: less than RFC 5322 allows, and nothing that could end a header or name a second recipient.

/** One plain mail address: no list, no display name, no control character, nothing that could end a header. */
export const isMailAddress = (text: string): boolean =>
  text.length <= 254 && /^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/u.test(text);
