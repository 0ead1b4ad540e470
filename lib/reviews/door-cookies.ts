// The cookies of the doors. `__Host-` binds them to this very host; Lax, since Strict would lose the session on arrival from a mail.

export const SESSION_COOKIE = '__Host-modelgate-session';
export const ATTEMPT_COOKIE = '__Host-modelgate-sign-in';
export const OIDC_COOKIE = '__Host-modelgate-oidc';

/** A Set-Cookie value. Browsers take Secure cookies from http://127.0.0.1 too, so one machine needs no weaker form. */
export const setCookie = (name: string, value: string, seconds: number): string =>
  `${name}=${value}; Max-Age=${seconds}; Path=/; Secure; HttpOnly; SameSite=Lax`;

/** Takes a cookie away. */
export const dropCookie = (name: string): string => setCookie(name, '', 0);

/** One cookie of a Cookie header; null where it is absent, empty, or there twice: then somebody planted one. */
export function readCookie(header: string | null, name: string): string | null {
  const values = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  const [value] = values;
  return values.length === 1 && value ? value : null;
}
