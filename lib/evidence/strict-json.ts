// A JSON reader for evidence: keeps duplicate keys visible and lets Python's bare NaN pass, so that only what is declared is judged.

/** A value as it stands in the text. Numbers that JSON or a double cannot hold are NaN or infinite here. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
/** `duplicates` names keys that stand there more than once; `members` holds their last value. */
export type JsonObject = { readonly members: ReadonlyMap<string, JsonValue>; readonly duplicates: ReadonlySet<string> };

/** The value, or one clause that says why there is none. It never quotes the text. */
export type JsonRead =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly cause: string };

const MOST_DEPTH = 100;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/uy;
const SPACE = /[ \t\r\n]*/uy;
/** The last three are no JSON; Python's json module writes them all the same. */
const WORDS: readonly (readonly [string, JsonValue])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
];

type Cursor = { readonly text: string; at: number };
/** Thrown inside this file only; an object, since the error's stack would be of no use to anybody. */
type Fault = { readonly fault: string; readonly at: number };

/** Reads a whole text. Nests at most 100 deep. */
export function readJson(text: string): JsonRead {
  const cursor: Cursor = { text, at: 0 };
  try {
    const value = readValue(cursor, 0);
    skipSpace(cursor);
    if (cursor.at < text.length) fail(cursor, 'there is more behind the value');
    return { ok: true, value };
  } catch (error) {
    if (!isFault(error)) throw error;
    return { ok: false, cause: `not JSON at ${placeIn(text, error.at)}: ${error.fault}` };
  }
}

function readValue(cursor: Cursor, depth: number): JsonValue {
  if (depth > MOST_DEPTH) fail(cursor, `nested deeper than ${MOST_DEPTH}`);
  skipSpace(cursor);
  const first = cursor.text[cursor.at];
  if (first === '{') return readObject(cursor, depth);
  if (first === '[') return readArray(cursor, depth);
  if (first === '"') return readString(cursor);
  const word = takeWord(cursor);
  return word ? word[1] : readNumber(cursor);
}

function readObject(cursor: Cursor, depth: number): JsonObject {
  const members = new Map<string, JsonValue>();
  const duplicates = new Set<string>();
  cursor.at++;
  if (take(cursor, '}')) return { members, duplicates };
  do {
    skipSpace(cursor);
    if (cursor.text[cursor.at] !== '"') fail(cursor, 'expected a key in double quotes');
    const key = readString(cursor);
    if (!take(cursor, ':')) fail(cursor, 'expected a colon');
    const value = readValue(cursor, depth + 1);
    if (members.has(key)) duplicates.add(key);
    members.set(key, value);
  } while (take(cursor, ','));
  if (!take(cursor, '}')) fail(cursor, 'expected a comma or the end of an object');
  return { members, duplicates };
}

function readArray(cursor: Cursor, depth: number): readonly JsonValue[] {
  const items: JsonValue[] = [];
  cursor.at++;
  if (take(cursor, ']')) return items;
  do items.push(readValue(cursor, depth + 1));
  while (take(cursor, ','));
  if (!take(cursor, ']')) fail(cursor, 'expected a comma or the end of a list');
  return items;
}

function readString(cursor: Cursor): string {
  const { text, at: start } = cursor;
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  if (at >= text.length) fail({ text, at: text.length }, 'the text ends inside a string');
  cursor.at = at + 1;
  try {
    return JSON.parse(text.slice(start, at + 1)) as string;
  } catch {
    return fail({ text, at: start }, 'a string with a control character or a wrong escape');
  }
}

/** The entry of a word that comes next; the word is taken. */
function takeWord(cursor: Cursor): (typeof WORDS)[number] | undefined {
  const found = WORDS.find(([word]) => cursor.text.startsWith(word, cursor.at));
  if (found) cursor.at += found[0].length;
  return found;
}

function readNumber(cursor: Cursor): number {
  NUMBER.lastIndex = cursor.at;
  const [digits] = NUMBER.exec(cursor.text) ?? [];
  if (digits === undefined)
    return fail(cursor, cursor.at >= cursor.text.length ? 'the text ends too early' : 'expected a value');
  cursor.at += digits.length;
  return Number(digits);
}

function skipSpace(cursor: Cursor): void {
  SPACE.lastIndex = cursor.at;
  SPACE.exec(cursor.text);
  cursor.at = SPACE.lastIndex;
}

/** Whether this sign comes next; it is taken if so. */
function take(cursor: Cursor, sign: string): boolean {
  skipSpace(cursor);
  const isNext = cursor.text[cursor.at] === sign;
  if (isNext) cursor.at++;
  return isNext;
}

function fail({ at }: Cursor, fault: string): never {
  // oxlint-disable-next-line typescript/only-throw-error -- it is caught in readJson and nowhere else
  throw { fault, at } satisfies Fault;
}

const isFault = (error: unknown): error is Fault => typeof error === 'object' && error !== null && 'fault' in error;

/** `line 3, column 14` */
function placeIn(text: string, at: number): string {
  const before = text.slice(0, at);
  return `line ${before.split('\n').length}, column ${at - before.lastIndexOf('\n')}`;
}
