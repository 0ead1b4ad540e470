// A Slack message as the inbox shows it: its blocks, and its buttons as forms with the person who presses.
import { html } from 'hono/html';
import { type JsonObject, objectOf, objectsOf } from '../json-object.ts';
import { mrkdwn, type Markup } from '../slack/mrkdwn.ts';
import type { Slack, SlackMessage, SlackView } from '../slack/slack.ts';
import { shownTime } from './shown-time.ts';

const textOf = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'text' in value ? String(value.text) : '';

const nameIn =
  (slack: Slack) =>
  (id: string): string =>
    slack.users().find((user) => user.id === id)?.name ?? id;

/** Text of one text object, whichever of the two kinds it is. */
function shownText(slack: Slack, text: unknown): Markup {
  const isPlain = typeof text === 'object' && text !== null && 'type' in text && text.type === 'plain_text';
  return isPlain ? html`<p>${textOf(text)}</p>` : mrkdwn(textOf(text), nameIn(slack));
}

function pressForm(slack: Slack, message: SlackMessage, elements: readonly JsonObject[]): Markup {
  const buttons = elements.map((element) => {
    const url = element['url'];
    const label = textOf(element['text']);
    if (typeof url === 'string') return html`<a class="btn" href="${url}">${label}</a>`;
    return html`<button class="btn" name="action" value="${String(element['action_id'])}">${label}</button>`;
  });
  const people = slack
    .users()
    .filter(({ id }) => message.seenBy === null || id === message.seenBy)
    .map(({ id, name }) => html`<option value="${id}">${name}</option>`);
  return html`<form method="post" action="/inbox/press" class="row"><input type="hidden" name="channel" value="${message.channel}"><input type="hidden" name="ts" value="${message.ts}"><label>as <select name="user">${people}</select></label>${buttons}</form>`;
}

function block(slack: Slack, message: SlackMessage, one: JsonObject): Markup {
  const elements = objectsOf(one['elements']);
  switch (one['type']) {
    case 'header':
      return html`<h3>${textOf(one['text'])}</h3>`;
    case 'section':
      return html`${one['text'] ? shownText(slack, one['text']) : ''}${
        Array.isArray(one['fields'])
          ? html`<div class="fields">${objectsOf(one['fields']).map((field) => shownText(slack, field))}</div>`
          : ''
      }`;
    case 'context':
      return html`<div class="soft">${elements.map((element) => shownText(slack, element))}</div>`;
    case 'actions':
      return pressForm(slack, message, elements);
    case 'divider':
      return html`<hr>`;
    default:
      return html``;
  }
}

/** One message. */
export function slackMessage(slack: Slack, message: SlackMessage): Markup {
  const { channel, seenBy, threadTs, editedAt, at, blocks, text } = message;
  const edited = editedAt === null ? '' : html` · changed ${shownTime(editedAt)}`;
  const only = seenBy === null ? '' : html` · only ${nameIn(slack)(seenBy)} sees it`;
  const thread = threadTs === null ? '' : ' · in the thread';
  return html`<article class="sheet"><p class="soft small">Slack ${channel}${thread}${only} · ${shownTime(at)}${edited}</p>${
    blocks.length === 0 ? mrkdwn(text, nameIn(slack)) : blocks.map((one) => block(slack, message, one))
  }</article>`;
}

/** A modal that waits for its user, as a form. */
export function slackView(slack: Slack, { id, user, view }: SlackView): Markup {
  const blocks = objectsOf(view['blocks']).map((one) => {
    if (one['type'] !== 'input') return shownText(slack, one['text']);
    const { action_id: actionId } = objectOf(one['element']);
    const name = typeof actionId === 'string' ? actionId : '';
    return html`<label>${textOf(one['label'])}<textarea name="${name}" rows="3"></textarea></label>`;
  });
  return html`<article class="sheet modal"><p class="soft small">Slack asks ${nameIn(slack)(user)}</p><h3>${textOf(view['title'])}</h3><form method="post" action="/inbox/submit"><input type="hidden" name="view" value="${id}">${blocks}<button class="btn">${textOf(view['submit']) || 'Send'}</button></form></article>`;
}
