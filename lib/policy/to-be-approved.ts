// What it would take to be approved, computed from the checks: which value would pass, what is missing, which policy is needed.
import { listed } from '../counted.ts';
import { OLDER, type OpenRequirement, type PolicyResult, type ValidationResult, type Verdict } from './policy.ts';

/** One way: a sentence, commands to copy, and values to try by `modelgate eval --set`. */
export type Way = {
  readonly text: string;
  readonly commands: readonly string[];
  readonly tryValues: readonly { readonly path: string; readonly value: string }[];
};

/** What policies said about one version, as an assessment or a decision has it. */
export type Judged = {
  readonly verdict: Verdict;
  readonly policies: readonly PolicyResult[];
  readonly requirements: readonly Pick<OpenRequirement, 'policy' | 'because'>[];
  readonly holdCause: 'Evidence' | 'System' | null;
  readonly missing: readonly string[];
  readonly group: string;
};

/** The ways that the checks name, nearest first; none where it is approved. What people can do about a review is not among them. */
export function toBeApproved(judged: Judged): readonly Way[] {
  const matched = judged.policies.filter((one) => one.matched);
  switch (judged.verdict) {
    case 'Approve':
      return [];
    case 'NoOpinion':
      return [way(noOpinion(matched, judged.group))];
    case 'Hold':
      return holdWays(judged, matched);
    case 'Reject':
      return valueWay(matched, ['Reject', 'error'], stillAsked(matched));
    case 'RequireReview':
      return isAlwaysAsked(judged, matched) ? [] : valueWay(matched, ['RequireReview'], '; then nobody is asked');
    default:
      return judged.verdict satisfies never;
  }
}

const way = (text: string, more: Partial<Way> = {}): Way => ({ text, commands: [], tryValues: [], ...more });

const noOpinion = (matched: readonly PolicyResult[], group: string): string =>
  matched.length === 0
    ? `a policy that governs it: put ${group} under match.modelPackageGroups of a policy`
    : `onPass: Approve in ${matched.map(({ file }) => file).join(' or ')}: no check objects, but no policy approves`;

/** Absent evidence has a command; corrupt evidence and broken expressions are named. */
function holdWays(judged: Judged, matched: readonly PolicyResult[]): readonly Way[] {
  const errors = matched.flatMap(({ validations }) => validations.filter((one) => one.result === 'error'));
  const absent = judged.missing.map((text) => {
    const [what, command] = text.split(/: (?=aws )/u);
    return way(`add ${what ?? text}`, command === undefined ? {} : { commands: [command] });
  });
  const others = errors
    .filter((one) => one.errorKind !== 'Absent')
    .map((one) =>
      way(
        one.errorKind === 'Corrupt'
          ? `put right what check ${one.name} reads, or register a version whose evidence is whole`
          : `correct check ${one.name} (${one.place.file}:${one.place.line}): the policy errs, not the version`,
      ),
    );
  return [...new Map([...absent, ...others].map((one) => [one.text, one])).values()];
}

/** Whether people are asked whatever the values are: by onPass, or because of the version's number. */
const isAlwaysAsked = ({ requirements }: Judged, matched: readonly PolicyResult[]): boolean => {
  const failed = new Set(matched.flatMap(({ validations }) => validations.map(({ message }) => message)));
  const isOlder = matched.some(({ validations }) =>
    validations.some(({ name, result }) => name === OLDER && result === 'fail'),
  );
  return isOlder || requirements.some(({ because }) => because.some((sentence) => !failed.has(sentence)));
};

type Objection = 'Reject' | 'RequireReview' | 'error';

/** One new version that all objecting checks would let through. */
function valueWay(matched: readonly PolicyResult[], kinds: readonly Objection[], then: string): readonly Way[] {
  const wishes = wishesOf(matched, kinds);
  if (wishes.length === 0) return [];
  return [
    way(`a new version with ${listed(wishes.map(({ text }) => text))}${then}`, {
      tryValues: wishes.flatMap(({ tryValue }) => tryValue ?? []),
    }),
  ];
}

/** A version that is not rejected any more may still be one that people are asked about. */
function stillAsked(matched: readonly PolicyResult[]): string {
  const wishes = wishesOf(matched, ['RequireReview']);
  return wishes.length === 0 ? '' : `; people are asked, unless it also has ${listed(wishes.map(({ text }) => text))}`;
}

function wishesOf(matched: readonly PolicyResult[], kinds: readonly Objection[]): readonly Wish[] {
  const objecting = matched.flatMap(({ validations }) =>
    validations.filter(({ result, action }) =>
      kinds.some((kind) => (kind === 'error' ? result === 'error' : result === 'fail' && action === kind)),
    ),
  );
  const wishes = objecting.map(wishOf);
  return [...new Map(wishes.map((wish) => [wish.text, wish])).values()];
}

type Wish = { readonly text: string; readonly tryValue: Way['tryValues'][number] | null };

/** `auc of at least 0.90`, where the check compares a number; otherwise the check by its name. */
function wishOf({ name, values, trace, result }: ValidationResult): Wish {
  const [seen, ...edges] = values;
  const edge = seen && result === 'fail' ? failedEdge(Number(seen.value), edges) : null;
  if (seen && edge)
    return {
      text: `${seen.label.split('.').at(-1)} of at ${edge.side} ${edge.value}`,
      tryValue: { path: seen.label, value: edge.value },
    };
  const expression = trace?.[0]?.text;
  if (expression !== undefined && expression.length <= 60) return { text: `\`${expression}\` true`, tryValue: null };
  return { text: `check ${name} passed`, tryValue: null };
}

const EDGES: ReadonlySet<string> = new Set(['minimum', 'maximum', 'limit']);

/** The edge that the number is on the wrong side of. Limits are inclusive, so the edge itself passes. */
function failedEdge(
  number: number,
  edges: ValidationResult['values'],
): { readonly side: 'least' | 'most'; readonly value: string } | null {
  if (!Number.isFinite(number)) return null;
  for (const { label, value } of edges.filter((one) => EDGES.has(one.label))) {
    const limit = Number(value);
    if (label !== 'maximum' && number < limit) return { side: 'least', value };
    if (label !== 'minimum' && number > limit) return { side: 'most', value };
  }
  return null;
}
