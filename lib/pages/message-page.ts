// Pages that say or ask one thing: nothing is here, it can't be shown now, who are you.
import { framed } from './frame.ts';
import { html, type Part } from './html.ts';

type Reader = { readonly name: string } | null;

/** A small page, with its heading in `main`. `person` is null before somebody signed in. */
export const smallPage = (title: string, main: Part, person: Reader = null): string =>
  framed({
    title,
    person,
    section: null,
    banner: null,
    skip: { to: 'main', text: 'Skip to the content' },
    main,
    mainClass: 'small-page',
  });

/** `lines` are sentences: what happened, what a person can do next. */
export const messagePage = (title: string, lines: readonly string[], person: Reader): string =>
  smallPage(
    title,
    html`<section class="sheet stack" id="main"><h1>${title}</h1>${lines.map((line) => html`<p>${line}</p>`)}<p><a href="/">Pending reviews</a></p></section>`,
    person,
  );
