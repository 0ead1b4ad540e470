// What went wrong, as text and exit code: our own errors say it themselves, AWS's are told with what to do next. No stack.
import { InvalidError, NotYetError, RefusedError } from '../../lib/errors.ts';
import { ThrottledError, UnansweredError } from '../../lib/ports.ts';
import { CliError } from './cli-error.ts';
import { isLoopback } from './connect.ts';
import { EXIT } from './exit.ts';

type Failure = { readonly exitCode: number; readonly message: string };
type Environment = Readonly<Record<string, string | undefined>>;

/** Which exit code the reasons of InvalidError have; 65 for all others. */
const REASONS: ReadonlyMap<string, number> = new Map([
  ['BadArn', EXIT.usage],
  ['NoPolicyFolder', EXIT.notFound],
  ['NoPolicy', EXIT.notFound],
]);

/** Text and exit code of anything that was thrown. MODELGATE_DEBUG=1 adds the stack of what nobody expected. */
export function explainFailure(error: unknown, environment: Environment): Failure {
  if (error instanceof CliError) return { exitCode: error.exitCode, message: error.message };
  if (error instanceof InvalidError)
    return { exitCode: REASONS.get(error.reason) ?? EXIT.badData, message: error.faults.join('\n') };
  if (error instanceof RefusedError) return { exitCode: EXIT.refused, message: `Refused: ${error.message}` };
  const silent = embeddedAt(error, environment);
  if (silent !== null)
    return {
      exitCode: EXIT.unavailable,
      message: `Nothing answers at ${silent}, where the embedded AWS would be.\nStart it in another terminal: npm start. At another address: --local URL`,
    };
  if (error instanceof ThrottledError || error instanceof UnansweredError || error instanceof NotYetError)
    return { exitCode: EXIT.unavailable, message: `${sentence(error)}\nNothing was changed. Try again in a moment.` };
  return ofAws(error) ?? unexpected(error, environment);
}

/** The address on this machine that took no connection; null where it is something else. */
function embeddedAt(error: unknown, environment: Environment): string | null {
  const cause = error instanceof UnansweredError ? error.cause : null;
  const url = environment['AWS_ENDPOINT_URL'] ?? '';
  const isRefused = cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
  return isRefused && isLoopback(url) ? url : null;
}

const sentence = ({ message }: Error): string => `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;

function ofAws(error: unknown): Failure | null {
  if (!(error instanceof Error)) return null;
  if (/^(?:CredentialsProviderError|ExpiredToken|ExpiredTokenException|UnrecognizedClientException)/u.test(error.name))
    return {
      exitCode: EXIT.unavailable,
      message: `AWS does not know who asks: ${error.message}\nCredentials come from the usual chain (AWS_PROFILE, AWS_ACCESS_KEY_ID, SSO, a role).\nFor the embedded AWS of npm start: --local`,
    };
  if (error.message === 'Region is missing')
    return {
      exitCode: EXIT.usage,
      message:
        'No region: neither --region nor AWS_REGION nor the profile names one.\nFor the embedded AWS of npm start: --local',
    };
  if (error.name.startsWith('AccessDenied'))
    return {
      exitCode: EXIT.refused,
      message: `Refused by AWS: ${error.message}\nThis identity lacks a permission; docs/cli.md lists what each verb needs.`,
    };
  if (error.name === 'ENOENT' || ('code' in error && error.code === 'ENOENT'))
    return { exitCode: EXIT.notFound, message: `Not found: ${error.message.replace(/^ENOENT: /u, '')}` };
  return null;
}

function unexpected(error: unknown, environment: Environment): Failure {
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = environment['MODELGATE_DEBUG'] && error instanceof Error ? `\n${error.stack}` : '';
  return {
    exitCode: EXIT.internal,
    message: `modelgate failed: ${said}\nThis is a fault of modelgate. MODELGATE_DEBUG=1 prints where.${stack}`,
  };
}
