// JSON as metric reports need it: duplicate keys are seen, Python's bare NaN and Infinity are let pass and marked, depth is bounded.

/** Stands where a key came twice: which of the two values counts is nobody's guess. */
export const DUPLICATE = Symbol('duplicate key');
/** Stands for bare NaN, Infinity and -Infinity, which Python's json.dumps writes. */
export const NOT_A_NUMBER = Symbol('not a number');

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | ReadonlyMap<string, Json>
  | typeof DUPLICATE
  | typeof NOT_A_NUMBER;

const DEEPEST = 100;
const TOKEN =
  /[ \t\r\n]*(?:([{}[\]:,])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])|(true|false|null|NaN|-?Infinity)(?!\w))/uy;
const WORDS: Readonly<Record<string, Json>> = {
  true: true,
  false: false,
  null: null,
  NaN: NOT_A_NUMBER,
  Infinity: NOT_A_NUMBER,
  '-Infinity': NOT_A_NUMBER,
};

type Token = { readonly mark: string; readonly value: Json };
type Source = { readonly text: string; at: number };

/** The value, or the problem as the end of a sentence that begins with the report's name; never the text itself. */
export function parseJson(text: string): { value: Json } | { problem: string } {
  const source: Source = { text, at: 0 };
  try {
    const value = readValue(source, take(source), 0);
    if (text.slice(source.at).trim() !== '') throw malformed(source);
    return { value };
  } catch (error) {
    if (error instanceof SyntaxError) return { problem: error.message };
    throw error;
  }
}

const malformed = ({ at }: Source): SyntaxError => new SyntaxError(`is not valid JSON at character ${at + 1}`);

function take(source: Source): Token {
  TOKEN.lastIndex = source.at;
  const match = TOKEN.exec(source.text);
  if (!match) throw malformed(source);
  source.at = TOKEN.lastIndex;
  const [, mark, string, number, word] = match;
  if (mark !== undefined) return { mark, value: null };
  if (string !== undefined) return { mark: '', value: JSON.parse(string) as string };
  return { mark: '', value: number === undefined ? (WORDS[word ?? ''] ?? null) : Number(number) };
}

function readValue(source: Source, token: Token, depth: number): Json {
  if (depth > DEEPEST) throw new SyntaxError(`is nested deeper than ${DEEPEST} levels`);
  if (token.mark === '') return token.value;
  if (token.mark === '[') return readList(source, depth);
  if (token.mark === '{') return readObject(source, depth);
  throw malformed(source);
}

function readList(source: Source, depth: number): Json {
  const items: Json[] = [];
  for (let token = take(source); token.mark !== ']'; token = take(source)) {
    items.push(readValue(source, token, depth + 1));
    const { mark } = take(source);
    if (mark === ']') break;
    if (mark !== ',') throw malformed(source);
    if (/^[ \t\r\n]*\]/u.test(source.text.slice(source.at, source.at + 16))) throw malformed(source);
  }
  return items;
}

/** A Map, since a key may be `__proto__`. */
function readObject(source: Source, depth: number): Json {
  const members = new Map<string, Json>();
  for (let token = take(source); token.mark !== '}'; token = take(source)) {
    const key = token.value;
    if (token.mark !== '' || typeof key !== 'string' || take(source).mark !== ':') throw malformed(source);
    const value = readValue(source, take(source), depth + 1);
    members.set(key, members.has(key) ? DUPLICATE : value);
    const { mark } = take(source);
    if (mark === '}') break;
    if (mark !== ',') throw malformed(source);
    if (/^[ \t\r\n]*\}/u.test(source.text.slice(source.at, source.at + 16))) throw malformed(source);
  }
  return members;
}
