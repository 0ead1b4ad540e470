// What every page shares: head, style, the bar with the signed-in person, the mode banner, main and foot.
import { raw } from 'hono/html';
import type { Mode } from '../policy/policy.ts';
import { html, type Markup, type Part } from './html.ts';
import { mark, sprite } from './marks.ts';
import { STYLE } from './style.ts';

/** Where in the bar a page belongs. */
type Section = 'Pending' | 'Decisions' | 'Groups';

/** The mode a page speaks of: the stack's, or that of the groups it shows. */
export type Banner = { readonly mode: Mode; readonly groupsInAudit: readonly string[] };

export type Frame = {
  readonly title: string;
  /** The person signed in; null on the pages before that. */
  readonly person: { readonly name: string } | null;
  readonly section: Section | null;
  readonly banner: Banner | null;
  /** What the first link of the page jumps to. */
  readonly skip: { readonly to: string; readonly text: string };
  /** The content of main, and the class that sets its width. */
  readonly main: Part;
  readonly mainClass?: string;
};

const SECTIONS: readonly (readonly [Section, string])[] = [
  ['Pending', '/'],
  ['Decisions', '/decisions'],
  ['Groups', '/adoption'],
];

/** A whole HTML document. */
export function framed(frame: Frame): string {
  const body = html`<a class="skip" href="#${frame.skip.to}">${frame.skip.text}</a>
${bar(frame)}${frame.banner && modeBanner(frame.banner)}
<main class="wrap ${frame.mainClass ?? ''}">${frame.main}</main>`;
  const document = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>${frame.title} · modelgate</title><style>${raw(STYLE)}</style></head>
<body>${sprite(body.toString())}${body}</body></html>
`;
  return document.toString();
}

function bar({ person, section }: Frame): Markup {
  const links = SECTIONS.map(
    ([name, path]) => html`<li><a href="${path}"${name === section && raw(' aria-current="page"')}>${name}</a></li>`,
  );
  return html`<header class="top"><nav class="wrap" aria-label="modelgate"><b>modelgate</b>${
    person &&
    html`<ul>${links}</ul><form method="post" action="/sign-out"><button class="link">Sign out ${person.name}</button></form>`
  }</nav></header>`;
}

function modeBanner({ mode, groupsInAudit }: Banner): Markup {
  if (mode === 'Audit')
    return html`<aside class="mode audit" aria-label="Mode"><p class="wrap">${mark('eye', 'wait')}<span><b>Audit.</b> modelgate watches and records: nothing is written to the registry, nobody is asked, nothing is redeployed.</span></p></aside>`;
  const watched =
    groupsInAudit.length > 0 &&
    html` In Audit, so watched and not changed: ${groupsInAudit.slice(0, 5).join(', ')}${groupsInAudit.length > 5 && ` and ${groupsInAudit.length - 5} more`}.`;
  return html`<aside class="mode" aria-label="Mode"><p class="wrap">${mark('gate', 'ask')}<span><b>Enforce.</b> Decisions are written to the registry.${watched}</span></p></aside>`;
}
