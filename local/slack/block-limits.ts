// Slack's limits on a message: numbers of blocks and lengths of texts, as its documentation and its users found them.
import { type JsonObject, objectOf, objectsOf } from '../json-object.ts';

const MOST_BLOCKS = 50;
// Not documented: above about 13,000 characters in all, Slack answers msg_blocks_too_long (bolt-js issue 2509).
const MOST_CHARACTERS = 13_000;

const lengthOf = (text: unknown): number =>
  typeof text === 'object' && text !== null && 'text' in text ? String(text.text).length : 0;

/** Ids and values are texts. */
const charactersOf = (value: unknown): number => (typeof value === 'string' ? value.length : 0);

function elementFault(element: JsonObject): string | null {
  if (charactersOf(element['action_id']) > 255) return 'action_id is longer than 255 characters';
  if (element['type'] !== 'button') return null;
  if (lengthOf(element['text']) === 0 || lengthOf(element['text']) > 75) return 'a button text has 1 to 75 characters';
  if (charactersOf(element['value']) > 2000) return 'a button value has at most 2000 characters';
  const { text } = objectOf(element['confirm']);
  return lengthOf(text) > 300 ? 'a confirm text has at most 300 characters' : null;
}

function blockFault(block: JsonObject): string | null {
  if (charactersOf(block['block_id']) > 255) return 'block_id is longer than 255 characters';
  const fields = objectsOf(block['fields']);
  const elements = objectsOf(block['elements']);
  switch (block['type']) {
    case 'header':
      return lengthOf(block['text']) <= 150 ? null : 'a header has at most 150 characters';
    case 'section':
      if (lengthOf(block['text']) === 0 && fields.length === 0) return 'a section has a text or fields';
      if (lengthOf(block['text']) > 3000) return 'a section text has at most 3000 characters';
      if (fields.length > 10) return 'a section has at most 10 fields';
      return fields.some((field) => lengthOf(field) > 2000) ? 'a field has at most 2000 characters' : null;
    case 'actions':
      if (elements.length === 0 || elements.length > 25) return 'an actions block has 1 to 25 elements';
      return elements.map(elementFault).find((fault) => fault !== null) ?? null;
    case 'context':
      if (elements.length === 0 || elements.length > 10) return 'a context block has 1 to 10 elements';
      return elements.some((element) => lengthOf(element) > 3000) ? 'a text has at most 3000 characters' : null;
    case 'divider':
    case 'input':
      return null;
    default:
      return `block type ${String(block['type'])} is not part of this stand-in`;
  }
}

/** Slack's error for a list of blocks, and what is wrong; null where it would be taken. */
export function blocksFault(given: unknown): { readonly error: string; readonly message: string } | null {
  if (given === undefined) return null;
  if (!Array.isArray(given)) return { error: 'invalid_blocks_format', message: 'blocks is not a list' };
  if (given.length > MOST_BLOCKS)
    return { error: 'invalid_blocks', message: `no more than ${MOST_BLOCKS} items allowed` };
  for (const [index, block] of objectsOf(given).entries()) {
    const fault = blockFault(block);
    if (fault !== null) return { error: 'invalid_blocks', message: `${fault} [json-pointer:/blocks/${index}]` };
  }
  if (JSON.stringify(given).length > MOST_CHARACTERS * 1.5 || textLength(given) > MOST_CHARACTERS)
    return { error: 'msg_blocks_too_long', message: `more than ${MOST_CHARACTERS} characters` };
  return null;
}

function textLength(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = 'text' in value && typeof value.text === 'string' ? value.text.length : 0;
  return Object.values(value).reduce((sum: number, item) => sum + textLength(item), own);
}
