// SQS's client is loaded with the first message that has to wait: most batches have none.
import type { ChangeVisibility } from '../handler.ts';

/** ChangeVisibility whose client is loaded when first needed. */
export function makeLazyChangeVisibility(): ChangeVisibility {
  let made: Promise<ChangeVisibility> | null = null;
  return async (...message) => {
    made ??= import('./queue.ts').then(({ makeChangeVisibility }) => makeChangeVisibility());
    return (await made)(...message);
  };
}
