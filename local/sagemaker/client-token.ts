// Makes a call with a ClientToken happen once.
import { createHash } from 'node:crypto';
import { AwsError } from '../service.ts';
import type { RegionState } from './registry.ts';
import type { Variants } from './variants.ts';

/**
 * Runs a call that answers an ARN, unless its ClientToken was used before by the same operation: then the first
 * answer, or a ConflictException for another body, as the variants say.
 */
export const onceByToken = (
  state: RegionState,
  variants: Variants,
  operation: string,
  input: { readonly ClientToken?: string | undefined },
  run: () => string,
): string => {
  if (input.ClientToken === undefined || variants.clientTokenWindow === 'none') return run();
  const key = `${operation}/${input.ClientToken}`;
  const body = createHash('sha256').update(JSON.stringify(input)).digest('hex');
  const used = state.tokens.get(key);
  if (used !== undefined) {
    if (variants.clientTokenMismatch === 'conflict' && used.body !== body) {
      const text = `ClientToken ${input.ClientToken} was used before with other parameters`;
      throw new AwsError('ConflictException', text);
    }
    return used.arn;
  }
  const arn = run();
  state.tokens.set(key, { body, arn });
  return arn;
};
