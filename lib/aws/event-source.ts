// Lambda's GetEventSourceMapping: whether the queue of a function is polled.
import { addressOf, signedFetch, type AwsPlace } from './signed-fetch.ts';

/** The state, or why it is not told. */
type Answer = { readonly State?: string; readonly message?: string; readonly Message?: string };

/** State of a mapping as Lambda spells it (`Enabled`, `Disabled`, `Updating` ...); null where there is none of this id. Throws UnansweredError and AWS's refusals by their names. */
export async function readEventSource(uuid: string, place: AwsPlace): Promise<string | null> {
  const url = `${addressOf('lambda', place)}/2015-03-31/event-source-mappings/${encodeURIComponent(uuid)}`;
  const request = { url, method: 'GET', service: 'lambda', contentType: 'application/json', body: '' } as const;
  const { status, text } = await signedFetch(request, place.region);
  if (status === 404) return null;
  const { State, message, Message } = JSON.parse(text === '' ? '{}' : text) as Answer;
  if (status === 200) return State ?? '';
  throw Object.assign(new Error(message ?? Message ?? `Lambda answered ${status}`), {
    name: status === 403 ? 'AccessDeniedException' : 'ServiceException',
  });
}
