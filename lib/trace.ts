// X-Ray without its SDK: what one invocation did, as subsegments of the segment that Lambda makes, sent to the daemon beside the function.
import type { Socket } from 'node:dgram';
import { randomBytes } from 'node:crypto';

/** One thing done. Times are milliseconds since the epoch; X-Ray finds traces by annotations. */
export type Span = {
  readonly name: string;
  readonly began: number;
  readonly ended: number;
  readonly annotations: Readonly<Record<string, string>>;
  /** Whether it was a call to AWS. */
  readonly isCall?: boolean;
};

export type Trace = (span: Span) => void;

export type TracePorts = {
  /** The X-Ray header of the invocation under way, such as `Root=1-…;Parent=…;Sampled=1`; null outside of one. */
  readonly header: () => string | null;
  /** Sends one datagram; what gets lost is lost. */
  readonly send: (datagram: string) => void;
};

/** Source: AWS X-Ray developer guide, "Sending trace data to X-Ray": the header that the daemon wants before each document. */
const DAEMON_HEADER = '{"format":"json","version":1}\n';

/** Traces only where Lambda samples the invocation; a parent is needed, so nothing is sent without one. */
export function makeTrace({ header, send }: TracePorts): Trace {
  return ({ name, began, ended, annotations, isCall = false }) => {
    const { Root: root, Parent: parent, Sampled: sampled } = membersOf(header());
    if (!root || !parent || sampled !== '1') return;
    const document = {
      name,
      id: randomBytes(8).toString('hex'),
      trace_id: root,
      parent_id: parent,
      type: 'subsegment',
      start_time: began / 1000,
      end_time: ended / 1000,
      ...(isCall && { namespace: 'aws' }),
      annotations,
    };
    send(DAEMON_HEADER + JSON.stringify(document));
  };
}

/** Datagrams to `host:port`; nothing is sent where there is no daemon. */
export function sendToDaemon(address: string | null): TracePorts['send'] {
  const [, host, port] = /^(?:udp:)?([^:\s]+):(\d+)(?:\s|$)/u.exec(address ?? '') ?? [];
  if (host === undefined) return () => undefined;
  let socket: Socket | null = null;
  return (datagram) => {
    if (socket === null) {
      // Loaded with the first trace: most processes have none. It must not keep a process alive, nor end one: traces are a courtesy.
      socket = process
        .getBuiltinModule('node:dgram')
        .createSocket('udp4')
        .on('error', () => undefined);
      socket.unref();
    }
    socket.send(datagram, Number(port), host, () => undefined);
  };
}

const membersOf = (header: string | null): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries((header ?? '').split(';').map((part) => part.split('=', 2) as [string, string?]));
