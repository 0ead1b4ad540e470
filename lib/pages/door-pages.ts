// The pages before the session: sign in, type the code, and the one page of every failure.
import type { DoorViews } from '../visitor.ts';
import { html, type Part } from './html.ts';
import { smallPage } from './message-page.ts';
import { STYLE_HASH } from './style.ts';

const page = (title: string, main: Part, person: { readonly name: string } | null = null): string =>
  smallPage(title, html`<section class="sheet" id="main">${main}</section>`, person);

const byCode = (
  returnTo: string,
): Part => html`<p>A six-digit code is sent to your address in the reviewer directory.</p>
<form method="post" action="/sign-in"><label for="email">E-mail address</label><input id="email" name="email" type="email" autocomplete="email" required maxlength="254"><input type="hidden" name="returnTo" value="${returnTo}"><button class="btn">Send a code</button></form>`;

const byProvider = (returnTo: string): Part =>
  html`<p>You sign in with your organisation's account.</p><p><a class="btn" href="/sign-in/oidc?${new URLSearchParams({ returnTo }).toString()}">Sign in</a></p>`;

/** The views that the doors show. */
export const doorPages: DoorViews = {
  styleHash: STYLE_HASH,
  signIn: ({ returnTo, isOidc, note }) =>
    page(
      'Sign in',
      html`<h1>Sign in to modelgate</h1>${note && html`<p role="status">${note}</p>`}${isOidc ? byProvider(returnTo) : byCode(returnTo)}`,
    ),
  code: ({ email, returnTo, isAgain }) =>
    page(
      'Type the code',
      html`<h1>Type the code</h1>${
        isAgain
          ? html`<p role="alert">That code did not work. It is good for ten minutes and five tries, in the browser that asked for it.</p>`
          : html`<p>If <b>${email}</b> is in the reviewer directory, a code is on its way. It is good for ten minutes, in this browser only.</p>`
      }
<form method="post" action="/sign-in/code"><label for="code">Six digits</label><input id="code" class="code-input" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" maxlength="6" required><input type="hidden" name="returnTo" value="${returnTo}"><button class="btn">Sign in</button></form>
<p><a href="/sign-in">Send another code</a></p>`,
    ),
  refused: () =>
    page(
      'Not done',
      html`<h1>That did not work</h1><p>Nothing was recorded. The page may have been open for more than ten minutes, a code may be wrong or over, or you may have been signed out.</p><p><a href="/">Start again</a></p>`,
    ),
  notRecorded: ({ name, reviewId, message }) =>
    page(
      'Not recorded',
      html`<h1>Not recorded</h1>${message.split('\n').map((line) => html`<p>${line.trim()}</p>`)}<p><a href="/r/${reviewId}">Back to the review</a></p>`,
      { name },
    ),
};
