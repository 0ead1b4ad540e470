// PutEvents: limits of the request, faults of each entry, and the event that lands on the bus.
import { eventTime } from '../clock.ts';
import { uuid } from '../front/ids.ts';
import { type JsonObject, parseObject, textOf } from '../json-object.ts';
import { type AwsError, type Caller, invalid, type World } from '../service.ts';
import { mayPut } from './bus-policy.ts';
import type { Bus, BusEvent, Buses } from './state.ts';

const MAX_ENTRIES = 10;
// 1 MiB since 2026-01-29, for the request and so for one entry.
const MAX_BYTES = 1_048_576;
const MAX_DETAIL_TYPE = 128;

type EntryResult = { EventId: string } | { ErrorCode: string; ErrorMessage: string };
type Entry = JsonObject;

// "Calculating Amazon EventBridge PutEvents event entry size": 14 bytes for a time, the rest as UTF-8.
const sizeOf = (entry: Entry): number => {
  const resources = Array.isArray(entry['Resources']) ? entry['Resources'].map(textOf) : [];
  const texts = [textOf(entry['Source']), textOf(entry['DetailType']), textOf(entry['Detail']), ...resources];
  const bytes = texts.reduce((sum, one) => sum + Buffer.byteLength(one), 0);
  return bytes + (entry['Time'] === undefined ? 0 : 14);
};

const problem = (rest: string): AwsError =>
  invalid(`1 validation error detected: Value at 'entries' failed to satisfy constraint: ${rest}`);

const entriesOf = (input: Entry): readonly Entry[] => {
  const entries: unknown = input['Entries'];
  if (!Array.isArray(entries)) throw problem('Member must not be null');
  if (entries.length < 1) throw problem('Member must have length greater than or equal to 1');
  if (entries.length > MAX_ENTRIES) throw problem(`Member must have length less than or equal to ${MAX_ENTRIES}`);
  const list = entries as Entry[];
  if (list.reduce((sum, one) => sum + sizeOf(one), 0) > MAX_BYTES) {
    throw invalid('Total size of the entries in the request is over the limit.');
  }
  return list;
};

const refused = (ErrorCode: string, ErrorMessage: string): EntryResult => ({ ErrorCode, ErrorMessage });

const faultOf = (entry: Entry): EntryResult | undefined => {
  for (const name of ['Source', 'DetailType', 'Detail']) {
    if (textOf(entry[name]) === '') {
      return refused('InvalidArgument', `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
    }
  }
  if (textOf(entry['Source']).startsWith('aws.')) {
    return refused('NotAuthorizedForSourceException', 'Not authorized for the source.');
  }
  if (textOf(entry['DetailType']).length > MAX_DETAIL_TYPE) {
    const limit = `DetailType must be less than or equal to ${MAX_DETAIL_TYPE} characters.`;
    return refused('InvalidArgument', `Parameter DetailType is not valid. Reason: ${limit}`);
  }
  return parseObject(textOf(entry['Detail'])) === null ? refused('MalformedDetail', 'Detail is malformed.') : undefined;
};

const busOf = (buses: Buses, entry: Entry, caller: Caller): Bus | EntryResult => {
  const named = textOf(entry['EventBusName']) || 'default';
  const bus = named.startsWith('arn:') ? buses.byArn(named) : buses.find(caller.account, caller.region, named);
  if (bus === undefined) return refused('InvalidArgument', `Event bus ${named} does not exist.`);
  const put = { account: caller.account, source: textOf(entry['Source']), detailType: textOf(entry['DetailType']) };
  if (mayPut(bus, put)) return bus;
  return refused(
    'AccessDeniedException',
    `${caller.principalArn} is not authorized to perform events:PutEvents on ${bus.arn}`,
  );
};

const toEvent = (entry: Entry, caller: Caller, world: World): BusEvent => {
  const time = entry['Time'];
  return {
    version: '0',
    id: uuid(world),
    'detail-type': textOf(entry['DetailType']),
    source: textOf(entry['Source']),
    account: caller.account,
    time: eventTime(typeof time === 'number' ? time * 1000 : world.now()),
    region: caller.region,
    resources: Array.isArray(entry['Resources']) ? entry['Resources'].map(textOf) : [],
    detail: parseObject(textOf(entry['Detail'])) ?? {},
  };
};

/**
 * Answers PutEvents: one result per entry, `FailedEntryCount` of them with ErrorCode, and HTTP 200.
 * Throws ValidationException for a request as a whole that is empty, over 10 entries or over 1 MiB.
 */
export const putEvents = (
  input: Entry,
  caller: Caller,
  context: {
    readonly buses: Buses;
    readonly world: World;
    readonly publish: (bus: Bus, event: BusEvent, trace?: string) => void;
  },
): { FailedEntryCount: number; Entries: readonly EntryResult[] } => {
  const results = entriesOf(input).map((entry): EntryResult => {
    const fault = faultOf(entry);
    if (fault !== undefined) return fault;
    const bus = busOf(context.buses, entry, caller);
    if (!('rules' in bus)) return bus;
    const event = toEvent(entry, caller, context.world);
    context.publish(bus, event, textOf(entry['TraceHeader']) || undefined);
    return { EventId: event.id };
  });
  return { FailedEntryCount: results.filter((one) => 'ErrorCode' in one).length, Entries: results };
};
