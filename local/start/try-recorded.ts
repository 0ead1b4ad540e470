// Which recorded verdicts the policies of a folder would change: asked of the command line as its own process, as a user would.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const COMMAND = fileURLToPath(new URL('../../cli/modelgate.mjs', import.meta.url));
const MOST_LINES = 8;
const TIMEOUT_MS = 120_000;

/** A decided version that the policies would decide in another way. */
export type WouldChange = { readonly name: string; readonly was: string; readonly would: string };

export type RecordedPlace = {
  readonly folder: string;
  readonly url: string;
  readonly account: string;
  readonly region: string;
};

/** Runs `modelgate backtest` against the embedded AWS over all that was decided. Throws where it can't be run. */
export async function tryRecorded({ folder, url, account, region }: RecordedPlace): Promise<readonly WouldChange[]> {
  const place = [`--local=${url}`, '--account', account, '--region', region];
  const args = [COMMAND, 'backtest', '-o', 'json', '--since', '2024-01-01', '--policies', folder, ...place];
  const { AWS_PROFILE: _profile, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env,
    timeout: TIMEOUT_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  const { groups } = JSON.parse(stdout) as { groups: readonly { versions: readonly WouldChange[] }[] };
  return groups.flatMap(({ versions }) => versions.map(({ name, was, would }) => ({ name, was, would })));
}

/** Lines such as `churn-retention v4 was Approve, would be Reject (decided versions stay as they are)`. */
export function wouldChangeLines(changes: readonly WouldChange[]): readonly string[] {
  const shown = changes.slice(0, MOST_LINES);
  const left = changes.length - shown.length;
  return [
    ...shown.map(({ name, was, would }) => `${name} was ${was}, would be ${would} (decided versions stay as they are)`),
    ...(left > 0 ? [`and ${left} more: npx modelgate backtest --local --all`] : []),
  ];
}
