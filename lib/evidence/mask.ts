// Masks evidence that leaves its account as a test fixture: who and where, never what was measured. Pure.

/** A person as she may stand in evidence: id, name, e-mail, chat id. */
type MaskedPerson = { readonly names: readonly string[] };

export type MaskOptions = {
  readonly people: readonly MaskedPerson[];
  /** Metadata keys whose value names a person, as notFrom says. */
  readonly personKeys: readonly string[];
};

type Name = (of: string) => string;
type Masks = Readonly<Record<'account' | 'bucket' | 'registry' | 'person' | 'session', Name>>;

/** Account ids of AWS's documentation; more are counted up. */
const ACCOUNTS = ['111122223333', '444455556666', '777788889999', '123456789012'];
const SECRET = /secret|token|passw|credential|api_?key/iu;

/**
 * The same value with account ids, S3 buckets, image registries, names of people, session names and secrets of container environments
 * replaced, each by the same name wherever it stands. Groups, roles, keys of maps, numbers and all other texts stay as they are.
 */
export function maskEvidence(evidence: unknown, options: MaskOptions): unknown {
  const masks = makeMasks();
  const people = nameThem(options, masks.person);
  const accounts = accountsIn(JSON.stringify(evidence));
  for (const account of accounts) masks.account(account);
  const masked = (text: string): string =>
    maskAccounts(maskPeople(maskActors(maskBuckets(text, masks), people, masks), people, masks), accounts, masks);
  const walk = (value: unknown, path: readonly string[]): unknown => {
    if (typeof value === 'string') return masked(maskAt(path, value, options, masks));
    if (Array.isArray(value)) return value.map((one) => walk(one, path));
    if (typeof value !== 'object' || value === null) return value;
    const inner = Object.entries(value).map(([key, one]) => [key, walk(one, [...path, key])] as const);
    return Object.assign(Object.create(null) as Record<string, unknown>, Object.fromEntries(inner));
  };
  return walk(evidence, []);
}

function makeMasks(): Masks {
  const numbered = (name: (index: number) => string): Name => {
    const known = new Map<string, string>();
    return (of) => {
      const masked = known.get(of) ?? name(known.size);
      known.set(of, masked);
      return masked;
    };
  };
  return {
    account: numbered((index) => ACCOUNTS[index] ?? String(100_000_000_000 + index)),
    bucket: numbered((index) => `bucket-${index + 1}`),
    registry: numbered((index) => `registry-${index + 1}.example.com`),
    person: numbered((index) => `person-${index + 1}`),
    session: numbered((index) => `session-${index + 1}`),
  };
}

/** Every name of a known person, in lower case, with the one name that stands for her. */
function nameThem({ people }: MaskOptions, person: Name): ReadonlyMap<string, string> {
  return new Map(
    people.flatMap(({ names }) => names.map((name) => [name.toLowerCase(), person(names[0] ?? name)] as const)),
  );
}

/** Twelve digits are an account where an ARN or a registry of ECR says so; then they are one everywhere. */
const accountsIn = (json: string): ReadonlySet<string> =>
  new Set([
    ...[...json.matchAll(/"account":"(\d{12})"/gu)].map(([, account = '']) => account),
    ...[...json.matchAll(/arn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:(\d{12})[:/]/gu)].map(([, account = '']) => account),
    ...[...json.matchAll(/\b(\d{12})\.dkr\.ecr\./gu)].map(([, account = '']) => account),
  ]);

const maskAccounts = (text: string, accounts: ReadonlySet<string>, { account }: Masks): string =>
  text.replaceAll(/(?<!\d)\d{12}(?!\d)/gu, (digits) => (accounts.has(digits) ? account(digits) : digits));

const maskBuckets = (text: string, { bucket }: Masks): string =>
  text
    .replaceAll(/\bs3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/gu, (_all, name: string) => `s3://${bucket(name)}`)
    .replaceAll(/\b(arn:aws[a-z-]*:s3:::)([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/gu, (_all, before: string, name: string) =>
      before.concat(bucket(name)),
    );

/** Users, Studio profiles and sessions in ARNs; the names of roles stay, policies ask for them. */
function maskActors(text: string, people: ReadonlyMap<string, string>, masks: Masks): string {
  const who = (name: string): string => people.get(name.toLowerCase()) ?? masks.person(name.toLowerCase());
  return text
    .replaceAll(
      /(:user\/)(?:[\w+=,.@-]+\/)*([\w+=,.@-]+)/gu,
      (_all, before: string, name: string) => before + who(name),
    )
    .replaceAll(/(:user-profile\/[\w-]+\/)([\w-]+)/gu, (_all, before: string, name: string) => before + who(name))
    .replaceAll(
      /(:assumed-role\/[\w+=,.@-]+\/)([\w+=,.@-]+)/gu,
      (_all, before: string, name: string) => before + (people.get(name.toLowerCase()) ?? masks.session(name)),
    );
}

/** Letters of any script, and the apostrophe of O'Brien. */
const MAIL_ADDRESS = /[\p{L}\p{N}_][\p{L}\p{N}_.+'-]*@[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+/gu;

/** E-mail addresses, and the names of known people as whole words. */
function maskPeople(text: string, people: ReadonlyMap<string, string>, { person }: Masks): string {
  const withoutMail = text.replaceAll(MAIL_ADDRESS, (address) => {
    const name = people.get(address.toLowerCase()) ?? person(address.toLowerCase());
    return `${name}@example.com`;
  });
  return [...people]
    .toSorted(([a], [b]) => b.length - a.length)
    .reduce((masked, [name, mask]) => masked.replaceAll(wordOf(name), mask), withoutMail);
}

const wordOf = (name: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}_-])${RegExp.escape(name)}(?![\\p{L}\\p{N}_-])`, 'giu');

/** What only its place tells: a metadata key that names a person, the registry of an image, a secret in an environment. */
function maskAt(path: readonly string[], text: string, { personKeys, people }: MaskOptions, masks: Masks): string {
  const [parent = '', key = ''] = path.slice(-2);
  if (parent === 'metadata' && personKeys.includes(key)) return namedBy(text, people, masks);
  if (parent === 'environment' && SECRET.test(key)) return 'masked';
  if (key === 'image' && parent === 'containers') return maskRegistry(text, masks);
  return text;
}

/** People whom the directory knows keep their one mask; every other word is a person of its own. */
function namedBy(text: string, people: MaskOptions['people'], { person }: Masks): string {
  const isKnown = (word: string): boolean =>
    people.some(({ names }) => names.some((name) => name.toLowerCase() === word.toLowerCase()));
  if (isKnown(text)) return text;
  return text.replaceAll(/\S+/gu, (word) =>
    isKnown(word) || word.startsWith('arn:') ? word : person(word.toLowerCase()),
  );
}

/** ECR's registries stay what they are but for the account; any other host gets a name. */
function maskRegistry(image: string, { registry }: Masks): string {
  const [host = '', ...rest] = image.split('/');
  const isForeign = rest.length > 0 && /[.:]|^localhost$/u.test(host) && !/^\d{12}\.dkr\.ecr\./u.test(host);
  return isForeign ? [registry(host), ...rest].join('/') : image;
}
