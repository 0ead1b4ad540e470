// The `wildcard` operator of event patterns: `*` stands for any characters, `\*` and `\\` for themselves.
import { invalidPattern } from './pattern-error.ts';

const unescape = (text: string, path: string): string[] => {
  const parts = [''];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (sign === '*') {
      if (text.charAt(at + 1) === '*') throw invalidPattern(path, `has consecutive wildcard characters at pos ${at}`);
      parts.push('');
      continue;
    }
    if (sign === '\\') {
      at += 1;
      if (!['*', '\\'].includes(text.charAt(at)))
        throw invalidPattern(path, `has an invalid escape character at pos ${at - 1}`);
    }
    parts[parts.length - 1] += text.charAt(at);
  }
  return parts;
};

/** A test for the whole text. Throws InvalidEventPatternException for `**` and for other escapes. */
export const wildcardTest = (wildcard: string, path: string): ((text: string) => boolean) => {
  const [first = '', ...rest] = unescape(wildcard, path);
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  // The pieces between the stars are looked for left to right, so no text can make this slow.
  return (text) => {
    if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
    let at = first.length;
    for (const piece of rest) {
      const found = text.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return at <= text.length - last.length;
  };
};
