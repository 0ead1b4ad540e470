// Lambda's Invoke, for the command line: one function by name, waited for.
import { addressOf, signedFetch, type AwsPlace } from './signed-fetch.ts';

/** What came of an invocation: its answer, or the error that it failed with. */
export type Invoked =
  | { readonly outcome: 'answered'; readonly value: unknown }
  | { readonly outcome: 'failed'; readonly message: string }
  | { readonly outcome: 'refused'; readonly message: string }
  | { readonly outcome: 'notFound' };

/** Lambda ends any function after fifteen minutes; ours take five at most. */
const TIMEOUT = 320_000;

/** Invokes a function and waits for its answer. Throws UnansweredError where nobody answers. */
export async function invokeFunction(name: string, event: unknown, place: AwsPlace): Promise<Invoked> {
  const url = `${addressOf('lambda', place)}/2015-03-31/functions/${encodeURIComponent(name)}/invocations`;
  const request = { url, service: 'lambda', contentType: 'application/json', body: JSON.stringify(event) };
  const { status, text } = await signedFetch({ ...request, timeout: TIMEOUT }, place.region);
  const answer: unknown = text === '' ? null : JSON.parse(text);
  const said = saidIn(answer);
  if (status === 404) return { outcome: 'notFound' };
  if (status === 403) return { outcome: 'refused', message: said ?? 'access denied' };
  if (status !== 200 || isFailure(answer)) return { outcome: 'failed', message: said ?? `Lambda answered ${status}` };
  return { outcome: 'answered', value: answer };
}

/** A function that throws is answered with 200 and its error, which always names these two. */
const isFailure = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'errorType' in answer && 'errorMessage' in answer;

function saidIn(answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null) return null;
  const members = answer as Readonly<Record<string, unknown>>;
  const text = members['errorMessage'] ?? members['message'] ?? members['Message'];
  return typeof text === 'string' ? text : null;
}
