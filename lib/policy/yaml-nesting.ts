// Finds nesting that is too deep before a text is parsed: the parser calls itself for each level, so a file of brackets would cost seconds or the stack.
import { Lexer } from 'yaml';

/** What the lexer puts before the text of a scalar, which may look like a bracket and is none. */
const SCALAR = '\u001F';
/** Marks of the lexer that stand for no character of the text: a document begins, the flow is broken, a scalar comes. */
const MARKS: ReadonlySet<string> = new Set(['\u0002', '\u0018', SCALAR]);

/** Offset of the first bracket, dash or question mark that opens more than `most` levels inside each other; null where none does. Takes one pass. */
export function tooDeepAt(text: string, most: number): number | null {
  let offset = 0;
  let brackets = 0;
  let indicators = 0;
  let before = '';
  for (const token of new Lexer().lex(text)) {
    if (before !== SCALAR) {
      // Blocks on one line, `- - - a`; those on lines of their own are as deep as they are indented, which the parser bears.
      if (token === '-' || token === '?') indicators += 1;
      if (token.startsWith('\n') || token.startsWith('\r')) indicators = 0;
      if (token === '[' || token === '{') brackets += 1;
      if (token === ']' || token === '}') brackets = Math.max(0, brackets - 1);
      if (brackets > most || indicators > most) return offset;
    }
    if (!MARKS.has(token)) offset += token.length;
    before = token;
  }
  return null;
}
