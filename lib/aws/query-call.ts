// One call in AWS's Query protocol, for services of which one or two reads are needed: no client is bundled for them.
import { addressOf, signedFetch, type AwsPlace } from './signed-fetch.ts';

export type QueryCall = {
  /** The service as its host names it, which is its signing name too: `cloudformation`, `monitoring`. */
  readonly service: string;
  readonly action: string;
  readonly version: string;
  readonly parameters: Readonly<Record<string, string>>;
};

const GLOBAL: ReadonlySet<string> = new Set(['iam']);

/** The XML of the answer. Throws an error named as AWS names it, UnansweredError. */
export async function callQuery(call: QueryCall, place: AwsPlace): Promise<string> {
  const { service, action: Action, version: Version, parameters } = call;
  const { region } = place;
  const url = addressOf(service, place, GLOBAL.has(service));
  const body = new URLSearchParams({ Action, Version, ...parameters }).toString();
  const contentType = 'application/x-www-form-urlencoded';
  // What is one for all regions is signed for the first of them.
  const signingRegion = GLOBAL.has(service) && !region.startsWith('cn-') ? 'us-east-1' : region;
  const { status, text } = await signedFetch({ url, service, contentType, body }, signingRegion);
  if (status < 300) return text;
  const name = textIn(text, 'Code') || (status === 403 ? 'AccessDenied' : `Http${status}`);
  throw Object.assign(new Error(textIn(text, 'Message')), { name });
}

/** Each `<member>` of a list whose members hold no lists themselves. */
export const membersIn = (xml: string): readonly string[] =>
  xml.match(/<member>(?:(?!<\/member>).)*<\/member>/gsu) ?? [];

/** The text of an element; empty where there is none. */
export const textIn = (xml: string, element: string): string =>
  (new RegExp(`<${element}>([^<]*)</${element}>`, 'u').exec(xml)?.[1] ?? '').replaceAll(
    /&(?:lt|gt|quot|apos|#39|#xD|#13|amp);/gu,
    (entity) => ENTITIES[entity] ?? entity,
  );

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&#39;': "'",
  '&#13;': '\r',
  '&#xD;': '\r',
  '&amp;': '&',
};
