// Slack's mrkdwn as HTML, as its programs show it: bold, code, quotes, links, mentions, dates. Everything else is text.
import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** A piece of HTML whose texts are escaped. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Slack escapes three characters and no others. */
const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** `<...>`: a link, a mention, a date, or a shout to all. */
function special(inner: string, nameOf: (userId: string) => string): Markup {
  const [target = '', label] = inner.split('|');
  if (target.startsWith('@')) return html`<span class="mention">@${nameOf(target.slice(1))}</span>`;
  if (target.startsWith('#')) return html`<span class="mention">#${label ?? target.slice(1)}</span>`;
  if (target.startsWith('!date^')) return html`${unescaped(label ?? target)}`;
  if (target.startsWith('!')) return html`<span class="mention">@${label ?? target.slice(1)}</span>`;
  const address = unescaped(target);
  if (!/^(?:https?:|mailto:)/u.test(address)) return html`${unescaped(`<${inner}>`)}`;
  return html`<a href="${address}">${unescaped(label ?? target)}</a>`;
}

const SPAN =
  /<([^<>\n]+)>|```([\s\S]+?)```|`([^`\n]+)`|(?<![\w*])\*([^*\n]+)\*(?![\w*])|(?<![\w_])_([^_\n]+)_(?![\w_])|(?<![\w~])~([^~\n]+)~(?![\w~])/gu;

function spans(text: string, nameOf: (userId: string) => string): Markup[] {
  const parts: Markup[] = [];
  let from = 0;
  for (const found of text.matchAll(SPAN)) {
    const [whole, inner, block, code, bold, italic, struck] = found;
    parts.push(html`${unescaped(text.slice(from, found.index))}`);
    from = found.index + whole.length;
    if (inner !== undefined) parts.push(special(inner, nameOf));
    else if (block !== undefined) parts.push(html`<pre>${unescaped(block)}</pre>`);
    else if (code !== undefined) parts.push(html`<code>${unescaped(code)}</code>`);
    else if (bold !== undefined) parts.push(html`<b>${spans(bold, nameOf)}</b>`);
    else if (italic !== undefined) parts.push(html`<i>${spans(italic, nameOf)}</i>`);
    else parts.push(html`<s>${spans(struck ?? '', nameOf)}</s>`);
  }
  parts.push(html`${unescaped(text.slice(from))}`);
  return parts;
}

/** One text object of Block Kit, or a plain message text, as HTML. */
export function mrkdwn(text: string, nameOf: (userId: string) => string): Markup {
  const fenced = text.includes('```');
  if (fenced) return html`<p>${spans(text, nameOf)}</p>`;
  const lines = text.split('\n').map((line) => {
    const quoted = /^(?:>|&gt;) ?(.*)$/u.exec(line);
    return quoted ? html`<q>${spans(quoted[1] ?? '', nameOf)}</q>` : html`${spans(line, nameOf)}`;
  });
  return html`<p>${lines.map((line, index) => (index === 0 ? line : html`${raw('<br>')}${line}`))}</p>`;
}
