// The secrets of the stack: there, filled, and filled with more than the words of the manual. What they say is never shown.
import { parseMembers, textOf, type Members } from '../../lib/members.ts';
import type { Installation } from '../../lib/adoption/installation.ts';
import { good, MAKE_ANEW, wrong, type Check, type Finding, type Given } from './finding.ts';

/** What is wrong with a secret's text, in words that tell nothing of it; null where nothing is. */
type Judge = (text: string) => string | null;

type Kind = {
  readonly logicalId: string;
  readonly judge: Judge;
  /** What a person puts there. */
  readonly expected: string;
  /** Without it: why it is needed here; null where it is not. */
  readonly neededFor: (given: Given) => string | null;
};

/** Fewer can be guessed. Source: signing-keys.ts. */
const FEWEST_CHARACTERS = 32;

/** What manuals and people write where something else has to stand. */
const isPlaceholder = (text: string): boolean =>
  /^(?:|\.{3}|x{3,}|changeme|change-me|todo|tbd|placeholder|example|secret|your[-_ ].*|<.*>|\{\{.*\}\})$/iu.test(
    text.trim(),
  ) || /(?:\.\.\.|…)$/u.test(text.trim());

const KINDS: readonly Kind[] = [
  {
    logicalId: 'SigningKey',
    judge: (text) =>
      isPlaceholder(text)
        ? 'holds a placeholder'
        : text.length < FEWEST_CHARACTERS
          ? `has fewer than ${FEWEST_CHARACTERS} characters`
          : null,
    expected: '"$(openssl rand -hex 32)"',
    neededFor: () => 'nobody can sign in or answer on a page',
  },
  {
    logicalId: 'SlackSecret',
    judge: (text) =>
      judgeMembers(text, (members) => ('webhooks' in members && !('botToken' in members) ? [] : ['botToken'])),
    expected: `'{ "botToken": "xoxb-..." }'`,
    neededFor: (given) => (hasSlackRoute(given) ? 'a NotificationRoute tells people in Slack' : null),
  },
  {
    logicalId: 'SlackSigningSecret',
    judge: (text) => judgeMembers(text, () => ['signingSecret', 'teamId', 'appId']),
    expected: `'{ "signingSecret": "...", "teamId": "T...", "appId": "A..." }'`,
    neededFor: (given) => (hasSlackRoute(given) ? 'buttons in Slack messages lead nowhere' : null),
  },
  {
    logicalId: 'OidcSecret',
    judge: (text) => (isPlaceholder(text) ? 'holds a placeholder' : null),
    expected: `'<client secret>'`,
    neededFor: ({ installed }) => (installed?.reaches?.hasOidc ? 'people sign in by OpenID Connect' : null),
  },
];

/** Routes in the folder that name a channel or a webhook. */
const hasSlackRoute = ({ policies }: Pick<Given, 'policies'>): boolean =>
  (policies?.routes ?? []).some(({ to }) =>
    to.some(({ target, fallback }) => [target, fallback?.target].some((one) => one && one.kind !== 'email')),
  );

function judgeMembers(text: string, needed: (members: Members) => readonly string[]): string | null {
  const members = parseMembers(text);
  if (!members) return isPlaceholder(text) ? 'holds a placeholder' : 'is no JSON object';
  const missing = needed(members).filter((name) => textOf(members[name]) === '');
  if (missing.length > 0) return `has no ${missing.join(', ')}`;
  const invented = needed(members).filter((name) => isPlaceholder(textOf(members[name])));
  return invented.length > 0 ? `holds a placeholder for ${invented.join(', ')}` : null;
}

async function secrets(given: Given): Promise<readonly Finding[]> {
  const { resources, installation } = given;
  if (!resources) return [];
  const seen = await Promise.all(
    KINDS.map((kind) => checkSecret(given, installation, kind, resources.get(kind.logicalId))),
  );
  const faults = seen.flatMap(({ fault }) => fault ?? []);
  if (faults.length > 0) return faults;
  const notes = seen.flatMap(({ note }) => note ?? []);
  return [good('secrets', notes.length > 0 ? notes.join('; ') : `${KINDS.length} are filled`)];
}

type Seen = { readonly fault?: Finding; readonly note?: string };

async function checkSecret(
  given: Given,
  installation: Installation,
  { logicalId, judge, expected, neededFor }: Kind,
  id: string | undefined,
): Promise<Seen> {
  // Its ARN was given as a parameter: it is somebody else's.
  if (id === undefined) return { note: `${logicalId} is not of this stack, so not checked` };
  const hasValue = await installation.hasSecretValue(id);
  if (hasValue === null) return { fault: wrong('secrets', `secret ${logicalId} is not there`, MAKE_ANEW) };
  const fill = `aws secretsmanager put-secret-value --secret-id ${id} --secret-string ${expected}`;
  const need = neededFor(given);
  if (!hasValue)
    return need === null
      ? { note: `${logicalId} is empty and nothing needs it` }
      : { fault: wrong('secrets', `secret ${logicalId} is empty: ${need}`, fill) };
  const text = await readText(installation, id);
  if (text === null) return { note: `${logicalId} has a value that this identity may not read` };
  const because = judge(text);
  return because === null ? {} : { fault: wrong('secrets', `secret ${logicalId} ${because}`, fill) };
}

/** null where this identity may not read it, which is how it should be for most. */
async function readText(installation: Installation, id: string): Promise<string | null> {
  try {
    return await installation.secretText(id);
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('AccessDenied')) return null;
    throw error;
  }
}

export const SECRETS: readonly Check[] = [{ what: 'secrets', run: secrets }];
