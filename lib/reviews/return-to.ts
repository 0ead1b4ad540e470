// Where a person goes after signing in: an own path, whatever the form says.

const LONGEST = 512;

/** The path when it leads to a page of this host, else `/`. `//host`, `/\host` and control characters lead elsewhere. */
export function safeReturnTo(path: string | null | undefined): string {
  if (!path || path.length > LONGEST || !/^\/(?![/\\])[\x21-\x7e]*$/u.test(path) || path.includes('\\')) return '/';
  const resolved = new URL(path, 'https://own.invalid');
  const isOwn = resolved.origin === 'https://own.invalid' && !resolved.pathname.startsWith('//');
  return isOwn ? `${resolved.pathname}${resolved.search}` : '/';
}
