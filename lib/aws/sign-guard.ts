// The last question before a write leaves: may it still be signed? Asked on both sides of the signature.
import type { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { NotYetError } from '../errors.ts';

/** Answers true while the write may be signed; must be synchronous. */
export type MaySign = () => boolean;

/**
 * Puts the question into a client's stack; answers the function that registers it for one input. By input and not by command,
 * because a client with `cacheMiddleware` builds its stack once. Behind the signature it is asked once more: credentials may have
 * been fetched in between, and a request that was signed too late must not leave. Both throw NotYetError, and nothing is sent.
 */
export function guardSignatures(client: SageMakerClient): (input: object, maySign: MaySign) => void {
  const questions = new WeakMap<object, MaySign>();
  const ask = (input: object): void => {
    if (questions.get(input)?.() === false) throw new NotYetError('the write was not signed: its time is over', 5);
  };
  for (const relation of ['before', 'after'] as const)
    client.middlewareStack.addRelativeTo(
      <Args extends { readonly input: object }, Answer>(next: (args: Args) => Promise<Answer>) =>
        async (args: Args): Promise<Answer> => {
          ask(args.input);
          return next(args);
        },
      { relation, toMiddleware: 'httpSigningMiddleware', name: `${relation}SignatureMiddleware` },
    );
  return (input, maySign) => void questions.set(input, maySign);
}
