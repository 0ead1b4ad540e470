// Changes to evidence in a test case: a merge patch, and JSON pointers to what is taken away.
import { isMembers } from '../members.ts';

/**
 * The value with a patch merged into it, as RFC 7396 has it with one difference: null sets null, since a champion may be null and
 * what is taken away has a list of its own. Lists are replaced as a whole.
 */
export function mergePatch(value: unknown, patch: unknown): unknown {
  if (!isMembers(patch)) return patch;
  const merged = Object.assign(Object.create(null) as Record<string, unknown>, isMembers(value) ? value : {});
  for (const [key, change] of Object.entries(patch)) merged[key] = mergePatch(merged[key], change);
  return merged;
}

/** The value without what the JSON pointer (RFC 6901) leads to, or null where it leads to nothing. */
export function without(value: unknown, pointer: string): { readonly value: unknown } | null {
  const segments = pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  return segments.length === 0 ? null : removed(value, segments);
}

function removed(value: unknown, [key = '', ...rest]: readonly string[]): { readonly value: unknown } | null {
  if (Array.isArray(value)) {
    const items = value as readonly unknown[];
    const index = /^(?:0|[1-9]\d{0,8})$/u.test(key) ? Number(key) : items.length;
    if (index >= items.length) return null;
    if (rest.length === 0) return { value: items.toSpliced(index, 1) };
    const inner = removed(items[index], rest);
    return inner && { value: items.with(index, inner.value) };
  }
  if (!isMembers(value) || !Object.hasOwn(value, key)) return null;
  const inner = rest.length === 0 ? null : removed(value[key], rest);
  if (rest.length > 0 && !inner) return null;
  const copy = Object.assign(Object.create(null) as Record<string, unknown>, value);
  if (inner) copy[key] = inner.value;
  else delete copy[key];
  return { value: copy };
}
