// Why a deployment or a removal is refused before anything is touched.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { InvalidError, messageOf } from '../../lib/errors.ts';
import type { Template } from '../template/template.ts';

/** Throws InvalidError EmbeddedAws where the environment leads to the embedded AWS, which has its functions from `npm start` and deploys none. */
export function requireRealAws(environment: NodeJS.ProcessEnv): void {
  const endpoint = environment['AWS_ENDPOINT_URL'] ?? '';
  if (!/^https?:\/\/(?:127\.0\.0\.1|localhost)\b/u.test(endpoint)) return;
  throw new InvalidError(
    'EmbeddedAws',
    `AWS_ENDPOINT_URL is ${endpoint}: the AWS of npm start, which runs the functions of this folder as they are. To deploy to AWS: unset AWS_ENDPOINT_URL, and sign in`,
  );
}

/** Who deploys. Throws InvalidError NoCredentials with what to do, where nobody is signed in. */
export async function requireCredentials(region: string): Promise<string> {
  const client = new STSClient({ region, maxAttempts: 2 });
  try {
    return (await client.send(new GetCallerIdentityCommand({}))).Arn ?? 'unknown';
  } catch (cause) {
    const said = messageOf(cause);
    throw new InvalidError(
      'NoCredentials',
      `AWS does not know who asks (${said.replace(/\.$/u, '')}); sign in, such as by aws sso login, and set AWS_PROFILE. npm run package and npm run validate need no account`,
      { cause },
    );
  } finally {
    client.destroy();
  }
}

/**
 * What is deployed has to be found again: throws InvalidError DirtyPolicies that names the files of `policies/` that are changed or not committed.
 * Outside of a git checkout there is nothing to compare with.
 */
export async function requireCommitted(folder: string): Promise<void> {
  const git = promisify(execFile)('git', ['status', '--porcelain', '--', 'policies'], { cwd: folder });
  const changed = await git.then(
    ({ stdout }) => stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.slice(3)])),
    () => [],
  );
  if (changed.length === 0) return;
  throw new InvalidError(
    'DirtyPolicies',
    `policies that are not committed are not deployed, since nobody could say later what decided: ${changed.join(', ')}. Commit them, or take them back`,
  );
}

/** What is told beside a deployment: examples that are still among the policies, by the addresses that nobody has. */
export const examplesLeft = (files: readonly { readonly path: string; readonly text: string }[]): readonly string[] =>
  files
    .filter(({ path, text }) => !path.endsWith('.test.yaml') && /@example\.(?:com|org|net)\b/u.test(text))
    .map(
      ({ path }) =>
        `${path} has addresses at example.com, as the examples have: all that stands in policies/ is deployed`,
    );

/** Throws InvalidError ProtectedStage for a stack in production, with what to do first. */
export function requireRemovable(template: Template, stack: string): void {
  if (template.Parameters?.['Production']?.Default !== 'true') return;
  throw new InvalidError(
    'ProtectedStage',
    [
      `${stack} is a production stage: its ledger answers who approved what, so it is not removed by one command. Where it shall go:`,
      `deploy it with --param=production=false;`,
      `aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${stack};`,
      `then npm run remove with --param=production=false. Table, evidence bucket and archive stay even then`,
    ].join('\n  '),
  );
}
