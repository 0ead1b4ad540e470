// Sends a command to the gate's IAM-signed route, in the name of whoever runs it, and tells refusals with their exit codes.
import { UnansweredError } from '../../lib/ports.ts';
import type { CommandAnswer, CommandVerb, ReviewCommand } from '../../lib/reviews/command.ts';
import { CliError } from './cli-error.ts';
import type { Call, Option } from './command.ts';
import { EXIT } from './exit.ts';
import { connectBy, PLACE_OPTIONS } from './place.ts';
import { wrapped, WIDTH } from './terminal.ts';
import type { World } from './world.ts';

/** The flags of every verb that goes through the gate. */
export const GATE_OPTIONS: readonly Option[] = [
  { name: 'url', takes: 'URL', about: "of the gate's pages; else MODELGATE_URL, else the stack's output HttpApiUrl" },
  { name: 'as', takes: 'USER', about: 'with --local: the IAM user who signs, such as mei' },
  ...PLACE_OPTIONS.filter(({ name }) => !['table', 'bucket', 'archive'].includes(name)),
];

export type Done = Extract<CommandAnswer, { readonly outcome: 'done' }>;

const CODES = { refused: EXIT.refused, notFound: EXIT.notFound, invalid: EXIT.usage } as const;

/** What the gate answers. Throws CliError: 77 refused, 66 not found, 64 misuse, 69 where the gate can't be reached. */
export async function askGate(
  verb: CommandVerb,
  given: Omit<ReviewCommand, 'verb'>,
  { flags }: Call,
  world: World,
): Promise<Done> {
  const { account, region, stack } = await connectBy(flags, world);
  const url = flags.text('url') ?? (world.environment['MODELGATE_URL'] || (await urlOf(stack, account, region, world)));
  const place = { account: flags.text('account') ?? undefined, region: flags.text('region') ?? undefined };
  const { signedFetch } = await import('../../lib/aws/signed-fetch.ts');
  const body = JSON.stringify({ ...place, ...given });
  const route = `${url.replace(/\/+$/u, '')}/command/${verb}`;
  const request = { url: route, service: 'execute-api', contentType: 'application/json', body };
  const { status, text } = await signedFetch(request, region).catch((error: unknown) => {
    throw error instanceof UnansweredError ? unanswered(route) : error;
  });
  const answer = answerIn(text);
  if (!answer) throw ofGateway(status, verb, route);
  if (answer.outcome === 'done') return answer;
  throw new CliError(CODES[answer.outcome], refusalText(answer.lines));
}

async function urlOf(stack: string, account: string, region: string, { environment }: World): Promise<string> {
  const { findGateUrl } = await import('../../lib/aws/find-stack.ts');
  const url = await findGateUrl(stack, { region, endpoint: environment['AWS_ENDPOINT_URL'] || null });
  if (url !== null) return url;
  throw new CliError(
    EXIT.unavailable,
    `Cannot reach the gate: stack ${stack} in account ${account}, ${region} has no output HttpApiUrl.\nThe region comes from --region, AWS_REGION or the profile. If the stack is elsewhere:\n--region, --stage or --stack; or say where its pages are: --url`,
  );
}

/** null for what is not the gate's own answer. */
function answerIn(text: string): CommandAnswer | null {
  try {
    const answer = JSON.parse(text) as Partial<CommandAnswer> | null;
    const isOurs = answer !== null && typeof answer.outcome === 'string' && Array.isArray(answer.lines);
    return isOurs ? (answer as CommandAnswer) : null;
  } catch {
    return null;
  }
}

const unanswered = (route: string): CliError =>
  new CliError(
    EXIT.unavailable,
    `Cannot reach the gate: ${route} does not answer.\nWhether something was recorded is not known; the same command again does no harm.`,
  );

function ofGateway(status: number, verb: CommandVerb, route: string): CliError {
  if (status === 403)
    return new CliError(
      EXIT.refused,
      `Refused by AWS: this identity may not call ${verb}.\nIt needs execute-api:Invoke on POST /command/${verb} of the gate's HTTP API (docs/reviews.md).`,
    );
  return new CliError(
    EXIT.unavailable,
    `Cannot reach the gate: ${route} answered ${status}.\nWhere its pages are: --url, MODELGATE_URL, or the stack's output HttpApiUrl.`,
  );
}

/** Every line within the width; what follows the first is indented when it is printed. */
function refusalText([first = '', ...more]: readonly string[]): string {
  const rest = more.flatMap((line) => wrapped(line.trim(), WIDTH - 2));
  return [...wrapped(first, WIDTH), ...rest].join('\n');
}
