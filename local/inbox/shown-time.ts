// Times as all texts of modelgate show them: absolute and in UTC.
const FORM = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZone: 'UTC',
});

/** `24 Nov, 21:10:05 UTC`. */
export const shownTime = (at: number): string => `${FORM.format(at)} UTC`;
