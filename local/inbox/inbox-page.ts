// The inbox as a page: what lies in Slack and in mailboxes on this machine, the newest first.
import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { Ses, SentMail } from '../ses/ses.ts';
import type { Markup } from '../slack/mrkdwn.ts';
import type { Slack } from '../slack/slack.ts';
import { slackMessage, slackView } from './slack-message.ts';
import { shownTime } from './shown-time.ts';

const STYLE = `
:root{color-scheme:light dark;--paper:#f5f6f8;--sheet:#fff;--ink:#17202b;--soft:#506070;--line:#dce1e7;--edge:#7c8997;--accent:#3548c0;--tint:#e8ebfb;--s1:4px;--s2:8px;--s3:12px;--s4:16px;--s5:24px;--s6:40px}
@media(prefers-color-scheme:dark){:root{--paper:#10141a;--sheet:#171d25;--ink:#e5eaef;--soft:#a2afbc;--line:#2a343f;--edge:#73818f;--accent:#a5b4ff;--tint:#242c4d}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:46rem;padding:var(--s5);background:var(--paper);color:var(--ink);font:.9375rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums}
h1{font-size:1.375rem;line-height:1.2;margin:0 0 var(--s2)}h2,h3{font-size:1.0625rem;line-height:1.3;margin:0 0 var(--s2)}
p{margin:0 0 var(--s2);overflow-wrap:anywhere}a{color:var(--accent);text-underline-offset:3px}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:3px}
.soft{color:var(--soft)}.small{font-size:.8125rem}
.sheet{background:var(--sheet);border:1px solid var(--line);border-radius:8px;padding:var(--s4) var(--s5);margin:var(--s4) 0}
.modal{border:2px solid var(--accent)}
.fields{display:grid;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr));gap:0 var(--s5)}
.row{display:flex;flex-wrap:wrap;gap:var(--s2);align-items:center;margin-top:var(--s3)}
label{display:block}.row label{display:inline}
select,textarea{font:inherit;font-size:1rem;color:var(--ink);background:var(--sheet);border:1px solid var(--edge);border-radius:6px;padding:var(--s2) 10px;min-height:44px}
textarea{display:block;width:100%;margin:var(--s1) 0 var(--s3)}
.btn{display:inline-flex;align-items:center;min-height:44px;padding:0 var(--s4);border:2px solid currentColor;border-radius:6px;background:var(--sheet);color:var(--accent);font:650 1rem/1.2 inherit;font-family:inherit;cursor:pointer;text-decoration:none}
.btn:hover{background:var(--tint)}
.mention{background:var(--tint);border-radius:3px;padding:0 2px}
q{display:block;border-left:3px solid var(--line);padding-left:var(--s3);quotes:none}
pre,code{font:.92em/1.45 ui-monospace,"SF Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere;white-space:pre-wrap}
.mail{white-space:pre-wrap}
hr{border:0;border-top:1px solid var(--line)}
`;

/** Nothing but this style and the inbox's own forms; no script. */
export const INBOX_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`;

/** A mail shown as its reader sees it: its own inline styles, nothing loaded, no script, a world of its own. */
export const MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

/** Addresses of a plain text as links. */
const linked = (text: string): Markup[] =>
  text
    .split(/(https?:\/\/[^\s<>"]+)/u)
    .map((part, index) => (index % 2 === 1 ? html`<a href="${part}">${part}</a>` : html`${part}`));

function mailArticle(mail: SentMail): Markup {
  return html`<article class="sheet"><p class="soft small">Mail to ${mail.to.join(', ')} from ${mail.from} · ${shownTime(mail.at)}</p><h3>${mail.subject}</h3><p class="mail">${linked(mail.text)}</p>${
    mail.html === null ? '' : html`<p class="small"><a href="/inbox/mail/${mail.id}">As HTML</a></p>`
  }</article>`;
}

/** The whole page. `note` is what Slack's app answered to the last press, where it was not simply taken. */
export function inboxPage(slack: Slack, ses: Ses, note: string | null): Markup {
  const messages = slack.messages().map((message) => ({ at: message.at, shown: slackMessage(slack, message) }));
  const mails = ses.outbox().map((mail) => ({ at: mail.at, shown: mailArticle(mail) }));
  const all = [...messages, ...mails].toReversed().toSorted((a, b) => b.at - a.at);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>Inbox · modelgate</title><style>${raw(STYLE)}</style></head>
<body><main><h1>Inbox of this machine</h1><p class="soft">Slack messages, mails and sign-in codes, the newest first. Nothing here leaves this machine. <a href="/">Pages</a> · <a href="/inbox">Look again</a></p>${
    note === null ? '' : html`<p role="status" class="sheet">${note}</p>`
  }${slack.views().map((view) => slackView(slack, view))}${
    all.length === 0 ? html`<p class="sheet">Nothing yet.</p>` : all.map(({ shown }) => shown)
  }</main></body></html>
`;
}
