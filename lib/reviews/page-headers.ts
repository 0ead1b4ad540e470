// The headers of every answer of the doors: nothing is cached, framed, scripted or loaded from elsewhere.

/**
 * Content-Security-Policy and its companions. `styleHash` is `sha256-...` of the page's one style block, null where it has none.
 * `Referrer-Policy: same-origin`, since `no-referrer` makes browsers send `Origin: null` with forms.
 */
export function pageHeaders(styleHash: string | null): Readonly<Record<string, string>> {
  const style = styleHash === null ? '' : `style-src '${styleHash}'; `;
  return {
    'Content-Security-Policy': `default-src 'none'; ${style}form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    'Strict-Transport-Security': 'max-age=31536000',
    'X-Robots-Tag': 'noindex, nofollow',
  };
}
