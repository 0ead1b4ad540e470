// Proves what `npm start` accepts on its command line and what it says about the rest.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFlags, parseNasty } from '../../../local/start/flags.ts';
import { StartRefused } from '../../../local/start/refusal.ts';

const refused = (sentence: RegExp) => (error: unknown) => {
  assert.ok(error instanceof StartRefused);
  assert.equal(error.exitCode, 64);
  assert.match(error.message, sentence);
  assert.match(error.message, /npm start -- --help$/);
  return true;
};

test('no flags mean a seeded world on port 4566 with the policies of policies/', () => {
  assert.deepEqual(parseFlags([]), {
    port: 4566,
    pagesPort: 4780,
    policies: 'policies',
    isSeeded: true,
    isOnce: false,
    isJson: false,
    dataDir: null,
    account: '111122223333',
    region: 'us-east-1',
    eventFile: null,
    events: { duplicate: false, shuffle: false, lose: 0 },
    latencyMs: 0,
    burst: 0,
    rateLimit: 0,
    faultsFile: null,
    params: {},
    isHelp: false,
  });
});

test('a run that ends by itself, or takes any free port, takes any free port for the pages too', () => {
  assert.equal(parseFlags(['--once']).pagesPort, 0);
  assert.equal(parseFlags(['--port', '0']).pagesPort, 0);
  assert.equal(parseFlags(['--once', '--pages-port', '4790']).pagesPort, 4790);
});

test('every flag is read', () => {
  const flags = parseFlags(
    '--port 0 --policies p --no-seed --once --json --data d --account 444455556666 --region eu-west-1 --event e.json --events duplicate,lose=0.25 --latency 10 --burst 250'.split(
      ' ',
    ),
  );
  assert.equal(flags.port, 0);
  assert.equal(flags.isSeeded, false);
  assert.equal(flags.dataDir, 'd');
  assert.equal(flags.eventFile, 'e.json');
  assert.deepEqual(flags.events, { duplicate: true, shuffle: false, lose: 0.25 });
  assert.equal(flags.latencyMs, 10);
  assert.equal(flags.burst, 250);
});

test('an unknown flag is named', () => {
  assert.throws(() => parseFlags(['--prot', '1']), refused(/--prot/));
});

test('a stray word is named', () => {
  assert.throws(() => parseFlags(['once']), refused(/once/));
});

test('a flag without its value is named', () => {
  assert.throws(() => parseFlags(['--port']), refused(/--port/));
});

test('a port that is no port is shown with what is expected', () => {
  assert.throws(() => parseFlags(['--port', '70000']), refused(/--port is `70000`; expected a whole number/));
  assert.throws(() => parseFlags(['--port', '1e3']), refused(/`1e3`/));
  assert.throws(() => parseFlags(['--port', '']), refused(/--port is ``/));
});

test('parameters of serverless.yml are names with values', () => {
  const { params } = parseFlags(['--param', 'oidcScope=openid email', '--param', 'oidcGroupsClaim=a=b']);

  assert.deepEqual(params, { oidcScope: 'openid email', oidcGroupsClaim: 'a=b' });
  assert.throws(() => parseFlags(['--param', 'oidcScope']), refused(/--param is `oidcScope`; expected NAME=VALUE/));
});

test('account and region are checked', () => {
  assert.throws(() => parseFlags(['--account', '1']), refused(/--account is `1`; expected 12 digits/));
  assert.throws(() => parseFlags(['--region', 'here']), refused(/--region is `here`/));
});

test('events are made nasty by known words only', () => {
  assert.deepEqual(parseNasty('shuffle,lose=1'), { duplicate: false, shuffle: true, lose: 1 });
  assert.throws(() => parseNasty('lose=2'), refused(/`lose=2`/));
  assert.throws(() => parseNasty('twice'), refused(/`twice`; expected duplicate, shuffle or lose=P/));
});

test('what Node says in three lines is one sentence', () => {
  assert.throws(() => parseFlags(['--latency', '-1']), {
    message: "Option '--latency' argument is ambiguous. All flags: npm start -- --help",
  });
});
