// What the routes of the doors share: the request's context, and how an answer is made.
import type { Context, Hono } from 'hono';
import type { Gateway } from '../http-event.ts';
import type { Observe } from '../observe.ts';
import type { DoorViews, PageVariables } from '../visitor.ts';
import type { Session } from './sessions.ts';

/** Hono's types for the doors and for the pages mounted behind them. */
export type DoorEnvironment = {
  Bindings: Gateway;
  Variables: PageVariables & {
    session: Session;
  };
};

export type DoorContext = Context<DoorEnvironment>;
export type DoorApp = Hono<DoorEnvironment>;

export type Answering = {
  readonly views: DoorViews;
  readonly observe: Observe;
};

/** A page of the doors themselves. */
export const doorPage = (
  { views }: Answering,
  c: DoorContext,
  page: string,
  status: 200 | 403 | 409 = 200,
): Response => {
  c.set('styleHash', views.styleHash);
  return c.html(page, status);
};

/** The one answer to every failure; why is in the log alone, with no address, code, nonce or token. */
export function refuse(answering: Answering, c: DoorContext, fault: string, page?: string): Response {
  noteRefusal(answering, c, fault);
  return doorPage(answering, c, page ?? answering.views.refused(), 403);
}

/** The line in the log. The path is the route's pattern: a real one may carry what a caller typed. */
export function noteRefusal({ observe }: Answering, c: DoorContext, fault: string, cause?: unknown): void {
  const { sourceIp, requestId } = c.env;
  const facts = { fault, method: c.req.method, path: c.req.path.slice(0, 200), sourceIp, requestId };
  if (cause === undefined) observe.warn('door refused', facts);
  else observe.error('door refused', facts, cause);
}
