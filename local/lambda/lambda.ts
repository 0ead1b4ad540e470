// The embedded Lambda: Invoke of the functions that run here, waited for; nothing else of its API.
import type { Reply } from '../front/reply.ts';
import type { RestService } from '../front/rest-json.ts';
import { AwsError } from '../service.ts';

/** What an invocation came to, as the runtime tells it. */
type Outcome =
  | { readonly outcome: 'ok'; readonly value: unknown }
  | { readonly outcome: 'error' | 'timeout'; readonly message: string };

export type Lambda = RestService & {
  /** Says how a function of this name is invoked; null where there is none. */
  readonly open: (invoke: (functionName: string, event: unknown) => Promise<Outcome> | null) => void;
};

const INVOKE = /^\/2015-03-31\/functions\/([^/]{1,140})\/invocations$/u;

/** A Lambda without any function. */
export function makeLambda(): Lambda {
  let invoke: Parameters<Lambda['open']>[0] = () => null;
  return {
    signingName: 'lambda',
    operationOf: ({ method, path }) => (method === 'POST' && INVOKE.test(path) ? 'Lambda.Invoke' : 'Lambda.Unknown'),
    open: (next) => {
      invoke = next;
    },
    handle: async ({ method, path, body }): Promise<Reply> => {
      const name = decodeURIComponent(INVOKE.exec(path)?.[1] ?? '');
      if (method !== 'POST' || name === '')
        throw new AwsError(
          'UnknownOperationException',
          `\`${method} ${path}\` is not part of this Lambda; it knows Invoke`,
        );
      // A name or an ARN.
      const running = invoke(name.split(':').at(-1) ?? name, body);
      if (!running) throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, 404);
      return replyOf(await running);
    },
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
