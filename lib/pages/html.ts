// The template of every page: hono's escaping `html`, with each text first made legible, so that no page can forget either.
import { html as escaping } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { legible } from './legible.ts';

/** A piece of HTML whose texts are escaped. */
export type Markup = HtmlEscapedString;

/** What a template may hold: text and numbers (escaped), other markup, lists of these, or nothing. */
export type Part = Markup | string | number | null | undefined | false | readonly Part[];

/** Tagged template: `html\`<b>${group}</b>\``. Values are escaped, in attributes too (always write these in double quotes). */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const made = escaping(strings, ...parts.map(readable));
  if (made instanceof Promise) throw new TypeError('a page was given a promise as a part');
  return made;
}

function readable(part: Part): unknown {
  if (typeof part === 'string') return legible(part);
  return Array.isArray(part) ? part.map(readable) : part;
}

/** The pieces with something between them: `joined(names, ', ')`. */
export const joined = (parts: readonly Part[], between: Part): Part =>
  parts.flatMap((part, index) => (index === 0 ? [part] : [between, part]));

/** A name and its value in a list of pairs; nothing where there is no value. */
export const pair = (name: string, value: Part): Part => value && html`<dt>${name}</dt><dd>${value}</dd>`;
