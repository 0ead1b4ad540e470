// Policy files are kept beside the first batch that is decided under them, so that none is deployed and replaced between two sweeps unseen.
import type { QueueUseCase } from '../handler.ts';
import type { Observe } from '../observe.ts';

/** The use case, and beside it `keepTexts`. What fails there is told and tried again with the next batch; it is in no decision's way. */
export function keepingTextsBeside(
  { observe, keepTexts }: { readonly observe: Observe; readonly keepTexts: () => Promise<void> },
  useCase: QueueUseCase,
): QueueUseCase {
  return async (messages, remaining) => {
    const [results] = await Promise.all([
      useCase(messages, remaining),
      keepTexts().catch((error: unknown) => observe.error('policy files not archived yet', {}, error)),
    ]);
    return results;
  };
}
