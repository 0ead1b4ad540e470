// A page that says one thing: nothing is here, or it can't be shown now. What, and what next.
import { framed } from './frame.ts';
import { html } from './html.ts';

/** `lines` are sentences: what happened, what a person can do next. */
export function messagePage(title: string, lines: readonly string[], person: { readonly name: string } | null): string {
  return framed({
    title,
    person,
    section: null,
    banner: null,
    skip: { to: 'main', text: 'Skip to the content' },
    main: html`<section class="sheet stack" id="main"><h1>${title}</h1>${lines.map((line) => html`<p>${line}</p>`)}<p><a href="/">Pending reviews</a></p></section>`,
    mainClass: 'small-page',
  });
}
