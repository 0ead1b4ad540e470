// Versions by the precedence of SemVer 2.0.0 (section 11), as keys that sort like texts, and ranges of them.

const VERSION = /^v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:-([0-9A-Za-z.-]{1,100}))?(?:\+[0-9A-Za-z.-]{1,100})?$/u;
const COMPARATOR = /^(>=|<=|>|<|=|\^|~)?(.+)$/u;
const LONGEST_RANGE = 200;

type Parts = { readonly numbers: readonly [number, number, number]; readonly preRelease: string };

/**
 * A text that sorts as SemVer orders versions; missing parts are 0, build metadata does not count.
 * Throws where the text is no version: "latest" is in no range.
 */
export const versionKey = (text: string): string => keyOf(partsOf(text));

/** Whether a version fulfils every comparator of a range such as `>=1.7 <3`, `^2.1` or `~1.4.2`. Throws where either can't be read. */
export function isInVersionRange(version: string, range: string): boolean {
  const comparators = range.length > LONGEST_RANGE ? [] : range.split(/\s+/u).filter((one) => one !== '');
  if (comparators.length === 0) throw new Error(`"${range.slice(0, 60)}" is no range of versions such as ">=1.7 <3"`);
  const key = versionKey(version);
  return comparators.every((comparator) => fulfils(key, comparator));
}

function fulfils(key: string, comparator: string): boolean {
  const [, operator = '=', text = ''] = COMPARATOR.exec(comparator) ?? [];
  const wanted = partsOf(text);
  const edge = keyOf(wanted);
  switch (operator) {
    case '>=':
      return key >= edge;
    case '<=':
      return key <= edge;
    case '>':
      return key > edge;
    case '<':
      return key < edge;
    case '^':
      return key >= edge && key < releaseOf(nextOf(wanted.numbers));
    case '~':
      return key >= edge && key < releaseOf([wanted.numbers[0], wanted.numbers[1] + 1, 0]);
    default:
      return key === edge;
  }
}

/** The first release that ^ refuses: the leftmost number that is not 0 may not grow. */
function nextOf([major, minor, patch]: Parts['numbers']): Parts['numbers'] {
  if (major > 0) return [major + 1, 0, 0];
  return minor > 0 ? [0, minor + 1, 0] : [0, 0, patch + 1];
}

function partsOf(text: string): Parts {
  const match = VERSION.exec(text);
  if (!match) throw new Error(`"${text.slice(0, 60)}" is no version such as 1.4.2`);
  const [, major, minor = '0', patch = '0', preRelease = ''] = match;
  return { numbers: [Number(major), Number(minor), Number(patch)], preRelease };
}

/** The numbers alone: what every key of that release and of its pre-releases begins with, so it sorts before them all. */
const releaseOf = (numbers: Parts['numbers']): string =>
  numbers.map((number) => String(number).padStart(10, '0')).join('.');

function keyOf({ numbers, preRelease }: Parts): string {
  const release = releaseOf(numbers);
  // `~` sorts after `-`: a release comes after its pre-releases. A blank sorts before all letters: fewer identifiers come first.
  return preRelease === '' ? `${release}~` : `${release}-${preRelease.split('.').map(identifierKey).join(' ')}`;
}

const identifierKey = (identifier: string): string =>
  /^\d+$/u.test(identifier) ? `0${identifier.padStart(100, '0')}` : `1${identifier}`;
