// --event FILE: reads one EventBridge event from a file, an envelope as AWS documents it or one under `event`.
import { readFile } from 'node:fs/promises';
import { isObject } from '../json-object.ts';
import { messageOf } from '../message-of.ts';
import { EXIT, StartRefused, unreadable } from './refusal.ts';

/** An event as an AWS service puts it onto a default bus; `time` in milliseconds. */
export type FileEvent = {
  readonly id?: string;
  readonly account: string;
  readonly region: string;
  readonly source: string;
  readonly detailType: string;
  readonly time?: number;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
};

/** Takes the event out of parsed JSON. Throws StartRefused (65) that names the file and the field that is wrong. */
export function readEvent(file: string, parsed: unknown): FileEvent {
  const envelope = isObject(parsed) && isObject(parsed['event']) ? parsed['event'] : parsed;
  const wrong = (what: string): StartRefused =>
    new StartRefused(EXIT.badData, `${file} is not an EventBridge event: ${what}. Samples are in events/`);
  if (!isObject(envelope)) throw wrong('expected a JSON object');
  const text = (field: string): string => {
    const value = envelope[field];
    if (typeof value !== 'string' || value === '') throw wrong(`field ${field} is missing; expected a text`);
    return value;
  };
  const { detail, resources, id } = envelope;
  if (!isObject(detail)) throw wrong('field detail is missing; expected an object');
  // Hand-written events leave out what EventBridge always adds: it follows from the ARN, or is SageMaker's.
  const [, , , region, account] =
    typeof detail['ModelPackageArn'] === 'string' ? detail['ModelPackageArn'].split(':') : [];
  const time = Date.parse(typeof envelope['time'] === 'string' ? envelope['time'] : '');
  return {
    account: envelope['account'] === undefined && account ? account : text('account'),
    region: envelope['region'] === undefined && region ? region : text('region'),
    source: envelope['source'] === undefined ? 'aws.sagemaker' : text('source'),
    detailType: text('detail-type'),
    resources: Array.isArray(resources) ? resources.filter((one) => typeof one === 'string') : [],
    detail,
    ...(typeof id === 'string' && { id }),
    ...(!Number.isNaN(time) && { time }),
  };
}

/** Reads the file. Throws StartRefused (66 where it cannot be read, 65 where it is no event). */
export async function readEventFile(file: string): Promise<FileEvent> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(file, error, 'event');
  });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    const because = messageOf(error);
    throw new StartRefused(
      EXIT.badData,
      `${file} is not JSON: ${because}. Expected one EventBridge event; samples are in events/`,
    );
  }
  return readEvent(file, parsed);
}
