// The command line of `npm start`: its flags, their defaults, and what is said about a wrong one.
import { parseArgs } from 'node:util';
import { messageOf } from '../message-of.ts';
import { EXIT, StartRefused } from './refusal.ts';

/** How AWS's events are made nasty: the share that comes twice, out of order, or not at all (`lose`, 0 to 1). */
export type Nasty = { readonly duplicate: boolean; readonly shuffle: boolean; readonly lose: number };

/** What `npm start` was asked for. `burst` is how many more packages are registered at once; `latencyMs` goes on each embedded call. */
export type Flags = {
  readonly port: number;
  /** Of the pages and the inbox. */
  readonly pagesPort: number;
  readonly policies: string;
  readonly isSeeded: boolean;
  readonly isOnce: boolean;
  readonly isJson: boolean;
  readonly dataDir: string | null;
  readonly account: string;
  readonly region: string;
  readonly eventFile: string | null;
  readonly events: Nasty;
  readonly latencyMs: number;
  readonly burst: number;
  /** Calls a second to each SageMaker operation before it throttles; 0: it never does. */
  readonly rateLimit: number;
  /** Rules of what goes wrong on purpose. */
  readonly faultsFile: string | null;
  /** Parameters of serverless.yml that differ from its defaults. */
  readonly params: Readonly<Record<string, string>>;
  readonly isHelp: boolean;
};

const OPTIONS = {
  port: { type: 'string', default: '4566' },
  'pages-port': { type: 'string' },
  policies: { type: 'string', default: 'policies' },
  'no-seed': { type: 'boolean', default: false },
  once: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  data: { type: 'string' },
  account: { type: 'string', default: '111122223333' },
  region: { type: 'string', default: 'us-east-1' },
  event: { type: 'string' },
  events: { type: 'string', default: '' },
  latency: { type: 'string', default: '0' },
  burst: { type: 'string', default: '0' },
  'rate-limit': { type: 'string', default: '0' },
  faults: { type: 'string' },
  param: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** The text of --help. */
export const HELP = `npm start -- [flags]         modelgate on one machine

  --port N           port of the embedded AWS (4566)
  --pages-port N     port of the pages and the inbox (4780)
  --policies DIR     folder with the policy files (policies)
  --no-seed          start with an empty registry
  --once             work the world to rest, print a table of decisions, end
  --json             one JSON object a line instead of text
  --data DIR         keep the state in this folder over restarts
  --account ID       account of the gate (111122223333)
  --region NAME      region of the gate (us-east-1)
  --event FILE       hand this EventBridge event to the gate, as AWS would
  --events LIST      duplicate, shuffle, lose=P: be nasty on purpose
  --latency MS       put this many milliseconds on each embedded AWS call
  --burst N          register N more packages at once
  --rate-limit N     SageMaker throttles above N calls a second an operation
  --faults FILE      let calls fail on purpose; docs/reliability.md has the rules
  --param NAME=VALUE a parameter of serverless.yml; may come again
  --help             this text

MODELGATE_LOGS=1 also prints the functions' own log lines.

Exit: 0 good, 64 wrong flag, 65 broken policy, 66 unreadable folder or file,
69 port in use, 70 something failed or is left in a dead letter queue.
`;

const misuse = (sentence: string): StartRefused =>
  new StartRefused(EXIT.usage, `${sentence} All flags: npm start -- --help`);

const whole = (flag: string, text: string, most: number): number => {
  const value = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= most)) throw misuse(`--${flag} is \`${text}\`; expected a whole number from 0 to ${most}.`);
  return value;
};

/** Reads `duplicate,shuffle,lose=0.2`. Throws StartRefused for any other word. */
export function parseNasty(text: string): Nasty {
  const words = text.split(',').filter((word) => word !== '');
  let lose = 0;
  for (const word of words) {
    const share = /^lose=(0(?:\.\d+)?|1(?:\.0+)?|\.\d+)$/.exec(word)?.[1];
    if (share !== undefined) lose = Number(share);
    else if (word !== 'duplicate' && word !== 'shuffle') {
      throw misuse(`--events does not know \`${word}\`; expected duplicate, shuffle or lose=P with P from 0 to 1.`);
    }
  }
  return { duplicate: words.includes('duplicate'), shuffle: words.includes('shuffle'), lose };
}

const read = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const said = messageOf(error);
    throw misuse(`${said.split(/\.\s/u)[0]?.replace(/\.$/, '')}.`);
  }
};

// Nobody opens a page of a run that ends by itself, and whoever asks for any free port means both.
const pagesPortBeside = ({ port, once }: { readonly port: string; readonly once: boolean }): string =>
  once || port === '0' ? '0' : '4780';

function paramOf(text: string): readonly [string, string] {
  const [, name, value] = /^([A-Za-z]\w*)=(.*)$/su.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw misuse(`--param is \`${text}\`; expected NAME=VALUE, such as oidcGroupsClaim=groups.`);
  return [name, value];
}

/** Reads the arguments after `npm start --`. Throws StartRefused (64) that names the flag, its value and what is expected. */
export function parseFlags(args: readonly string[]): Flags {
  const values = read(args);
  const { account, region } = values;
  if (!/^\d{12}$/.test(account)) throw misuse(`--account is \`${account}\`; expected 12 digits.`);
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    throw misuse(`--region is \`${region}\`; expected a name such as us-east-1.`);
  }
  return {
    port: whole('port', values.port, 65_535),
    pagesPort: whole('pages-port', values['pages-port'] ?? pagesPortBeside(values), 65_535),
    policies: values.policies,
    isSeeded: !values['no-seed'],
    isOnce: values.once,
    isJson: values.json,
    dataDir: values.data ?? null,
    account,
    region,
    eventFile: values.event ?? null,
    events: parseNasty(values.events),
    latencyMs: whole('latency', values.latency, 60_000),
    burst: whole('burst', values.burst, 100_000),
    rateLimit: whole('rate-limit', values['rate-limit'], 10_000),
    faultsFile: values.faults ?? null,
    params: Object.fromEntries((values.param ?? []).map(paramOf)),
    isHelp: values.help,
  };
}
