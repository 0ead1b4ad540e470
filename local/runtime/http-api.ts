// An API Gateway HTTP API on this machine: routes, IAM-signed or open, and Lambda's payload format 2.0 in and out.
import { randomUUID } from 'node:crypto';
import { readSignature } from '../front/signature.ts';
import { AwsError } from '../service.ts';
import type { Outcome } from './environments.ts';
import { TemplateError } from './known.ts';
import { type HttpAnswer, type HttpRequest, type Payload, payloadOf, plain } from './http-payload.ts';
import type { FunctionBlock } from './template.ts';

/** One route. `segments` null is `$default`. */
type Route = {
  readonly key: string;
  readonly method: string;
  readonly segments: readonly string[] | null;
  readonly isSigned: boolean;
  readonly invoke: (event: unknown) => Promise<Outcome>;
};

export type HttpApi = {
  /** Answers as API Gateway does, 403, 404 and 500 of its own included. Never rejects. */
  readonly http: (request: HttpRequest) => Promise<HttpAnswer>;
};

type Wired = { readonly block: FunctionBlock; readonly invoke: (event: unknown) => Promise<Outcome> };

// Lambda takes 6 MB, API Gateway 10 MB: the smaller one is what a function can see.
const MOST_BYTES = 6 * 1024 * 1024;

function routesOf({ block, invoke }: Wired): Route[] {
  return block.events
    .filter(({ kind }) => kind === 'httpApi')
    .map(({ event }): Route => {
      const { path = '', method: said = '*' } = event as { readonly path?: string; readonly method?: string };
      const method = said.toUpperCase();
      const authorizer = event['authorizer'] as { readonly type?: unknown } | undefined;
      if (authorizer && authorizer.type !== 'aws_iam')
        throw new TemplateError(`functions.${block.name}.events.httpApi.authorizer: this runtime knows type: aws_iam`);
      const isDefault = path === '*';
      const verb = method === '*' ? 'ANY' : method;
      return {
        key: isDefault ? '$default' : `${verb} ${path}`,
        method: verb,
        segments: isDefault ? null : path.split('/').slice(1),
        isSigned: authorizer !== undefined,
        invoke,
      };
    });
}

/** Path parameters where the route fits; `{name+}` takes the rest. */
function match(route: Route, method: string, path: string): Record<string, string> | null {
  if (route.segments === null) return {};
  if (route.method !== 'ANY' && route.method !== method) return null;
  const given = path.split('/').slice(1);
  const parameters: Record<string, string> = {};
  for (const [index, segment] of route.segments.entries()) {
    const name = /^\{(\w+)(\+?)\}$/u.exec(segment);
    const value = given[index];
    if (!name && value === segment) continue;
    if (!name || !value) return null;
    if (name[2] === '+') return { ...parameters, [name[1] ?? '']: given.slice(index).join('/') };
    parameters[name[1] ?? ''] = value;
  }
  return given.length === route.segments.length ? parameters : null;
}

/** The most specific first, as API Gateway matches: full paths, then greedy ones, then `$default`. */
const rank = ({ segments, method }: Route): number =>
  (segments === null ? 4 : segments.some((one) => one.endsWith('+}')) ? 2 : 0) + (method === 'ANY' ? 1 : 0);

type Place = { readonly account: string; readonly region: string };

/** The caller of a signed request; null where it is not signed for this service. The signature itself is not checked here. */
function callerOf(request: HttpRequest, place: Place): Payload['iam'] {
  try {
    const query = new URLSearchParams(request.url.split('?')[1] ?? '');
    const signed = readSignature(request.headers, query, place);
    return signed?.service === 'execute-api'
      ? { accountId: signed.caller.account, userArn: signed.caller.principalArn }
      : null;
  } catch (error) {
    if (error instanceof AwsError) return null;
    throw error;
  }
}

function answerOf(outcome: Outcome): HttpAnswer {
  if (outcome.outcome !== 'ok') return plain(500, 'Internal Server Error');
  const value = outcome.value;
  if (typeof value !== 'object' || value === null || !('statusCode' in value))
    return { status: 200, headers: [['content-type', 'application/json']], body: Buffer.from(JSON.stringify(value)) };
  const {
    statusCode,
    headers = {},
    cookies = [],
    body = '',
    isBase64Encoded,
  } = value as {
    statusCode: number;
    headers?: Record<string, string>;
    cookies?: string[];
    body?: string;
    isBase64Encoded?: boolean;
  };
  const own = Object.entries(headers).map(([name, text]): [string, string] => [name.toLowerCase(), text]);
  return {
    status: statusCode,
    headers: [...own, ...cookies.map((cookie): [string, string] => ['set-cookie', cookie])],
    body: Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

/** The HTTP API of a template's functions. Throws TemplateError for an authorizer it does not know. */
export function makeHttpApi(functions: readonly Wired[], place: Place): HttpApi {
  const routes = functions.flatMap(routesOf).toSorted((a, b) => rank(a) - rank(b));
  const http = async (request: HttpRequest): Promise<HttpAnswer> => {
    const [path = '/'] = request.url.split('?');
    const found = routes
      .map((route) => ({ route, parameters: match(route, request.method, path) }))
      .find(({ parameters }) => parameters !== null);
    if (!found?.parameters) return plain(404, 'Not Found');
    if (request.body.length > MOST_BYTES) return plain(413, 'Request Entity Too Large');
    const iam = found.route.isSigned ? callerOf(request, place) : null;
    if (found.route.isSigned && iam === null) return plain(403, 'Forbidden');
    const payload = {
      routeKey: found.route.key,
      parameters: found.parameters,
      iam,
      requestId: randomUUID(),
      now: Date.now(),
    };
    return answerOf(await found.route.invoke(payloadOf(request, payload, place)));
  };
  return { http };
}
