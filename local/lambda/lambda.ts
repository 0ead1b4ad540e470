// The embedded Lambda: Invoke of the functions that run here, waited for; their event source mappings, to read and to switch; nothing else of its API.
import type { Reply } from '../front/reply.ts';
import type { RestRequest, RestService } from '../front/rest-json.ts';
import { AwsError } from '../service.ts';

/** What an invocation came to, as the runtime tells it. */
type Outcome =
  | { readonly outcome: 'ok'; readonly value: unknown }
  | { readonly outcome: 'error' | 'timeout'; readonly message: string };

/** How a function of this name is invoked; null where there is none. */
type Invoke = (functionName: string, event: unknown) => Promise<Outcome> | null;

/** A queue that is polled for a function. */
type MappedQueue = {
  readonly uuid: string;
  readonly functionArn: string;
  readonly queueArn: string;
  readonly isEnabled: () => boolean;
  readonly enable: (isEnabled: boolean) => void;
};

export type Lambda = RestService & {
  /** Says how functions are invoked and which queues are polled for them. */
  readonly open: (invoke: Invoke, mappings?: readonly MappedQueue[]) => void;
};

const INVOKE = /^\/2015-03-31\/functions\/([^/]{1,140})\/invocations$/u;
const MAPPING = /^\/2015-03-31\/event-source-mappings\/([^/]{1,140})$/u;

/** A Lambda without any function. */
export function makeLambda(): Lambda {
  let invoke: Invoke = () => null;
  let mappings: readonly MappedQueue[] = [];
  return {
    signingName: 'lambda',
    operationOf: (request) => `Lambda.${operationOf(request) ?? 'Unknown'}`,
    open: (next, queues = []) => {
      invoke = next;
      mappings = queues;
    },
    handle: async (request): Promise<Reply> => {
      const operation = operationOf(request);
      if (operation === 'Invoke') return invoked(invoke, request);
      if (operation !== null) return mappingReply(mappings, operation, request);
      throw new AwsError(
        'UnknownOperationException',
        `\`${request.method} ${request.path}\` is not part of this Lambda; it knows Invoke, GetEventSourceMapping and UpdateEventSourceMapping`,
      );
    },
  };
}

function operationOf({
  method,
  path,
}: RestRequest): 'Invoke' | 'GetEventSourceMapping' | 'UpdateEventSourceMapping' | null {
  if (method === 'POST' && INVOKE.test(path)) return 'Invoke';
  if (!MAPPING.test(path)) return null;
  return method === 'GET' ? 'GetEventSourceMapping' : method === 'PUT' ? 'UpdateEventSourceMapping' : null;
}

async function invoked(invoke: Invoke, { path, body }: RestRequest): Promise<Reply> {
  const name = decodeURIComponent(INVOKE.exec(path)?.[1] ?? '');
  // A name or an ARN.
  const running = invoke(name.split(':').at(-1) ?? name, body);
  if (!running) throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, 404);
  return replyOf(await running);
}

function mappingReply(mappings: readonly MappedQueue[], operation: string, { path, body }: RestRequest): Reply {
  const uuid = MAPPING.exec(path)?.[1] ?? '';
  const found = mappings.find((one) => one.uuid === uuid);
  if (!found)
    throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404, {
      Type: 'User',
    });
  const wanted = body['Enabled'];
  if (operation === 'UpdateEventSourceMapping' && typeof wanted === 'boolean') found.enable(wanted);
  const { functionArn, queueArn, isEnabled } = found;
  const State = isEnabled() ? 'Enabled' : 'Disabled';
  return {
    status: operation === 'GetEventSourceMapping' ? 200 : 202,
    headers: {},
    body: JSON.stringify({ UUID: uuid, FunctionArn: functionArn, EventSourceArn: queueArn, State }),
  };
}

function replyOf(outcome: Outcome): Reply {
  const headers = { 'x-amz-executed-version': '$LATEST' };
  if (outcome.outcome === 'ok') return { status: 200, headers, body: JSON.stringify(outcome.value ?? null) };
  const errorType = outcome.outcome === 'timeout' ? 'Sandbox.Timedout' : 'Error';
  return {
    status: 200,
    headers: { ...headers, 'x-amz-function-error': 'Unhandled' },
    body: JSON.stringify({ errorType, errorMessage: outcome.message }),
  };
}
