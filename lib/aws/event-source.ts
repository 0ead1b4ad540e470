// Lambda's GetEventSourceMapping: whether the queue of a function is polled.
import { signedFetch } from './signed-fetch.ts';

/** State of a mapping as Lambda spells it (`Enabled`, `Disabled`, `Updating` ...); null where there is none of this id. Throws UnansweredError and AWS's refusals by their names. */
export async function readEventSource(
  uuid: string,
  { region, endpoint }: { readonly region: string; readonly endpoint: string | null },
): Promise<string | null> {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const host = endpoint?.replace(/\/+$/u, '') ?? `https://lambda.${region}.${suffix}`;
  const url = `${host}/2015-03-31/event-source-mappings/${encodeURIComponent(uuid)}`;
  const request = { url, method: 'GET', service: 'lambda', contentType: 'application/json', body: '' } as const;
  const { status, text } = await signedFetch(request, region);
  if (status === 404) return null;
  const answer = JSON.parse(text === '' ? '{}' : text) as Readonly<Record<string, unknown>>;
  if (status === 200) return String(answer['State'] ?? '');
  const said = String(answer['message'] ?? answer['Message'] ?? `Lambda answered ${status}`);
  throw Object.assign(new Error(said), { name: status === 403 ? 'AccessDeniedException' : 'ServiceException' });
}
