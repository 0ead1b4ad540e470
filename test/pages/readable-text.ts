// A page as somebody reads it.

/** Its text without markup, blanks joined. */
export const textOf = (html: string): string =>
  html
    .replaceAll(/<style>[\s\S]*?<\/style>|<svg class="sprite"[\s\S]*?<\/svg>/gu, '')
    .replaceAll(/<[^>]+>/gu, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/gu, ' ');
