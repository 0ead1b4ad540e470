// Whether a POST comes from a page of this very host. Pure.

/** Why a request is not taken as our own page's; null where it is. */
export function originFault(headers: Headers, publicOrigin: string): 'noOrigin' | 'foreignOrigin' | 'crossSite' | null {
  const origin = headers.get('origin');
  if (origin === null) return 'noOrigin';
  if (origin !== publicOrigin) return 'foreignOrigin';
  // Browsers before 2023 don't send it; then Origin, which no page can set, speaks alone.
  const site = headers.get('sec-fetch-site');
  return site === null || site === 'same-origin' ? null : 'crossSite';
}
