// Parts of the JSON Schemas of policy files: maps that know their keys, lists, choices, and what several kinds have in common.

/** A schema as JSON. */
export type JsonSchema = { readonly [key: string]: unknown };

type Properties = Readonly<Record<string, JsonSchema>>;

/** A map that knows these keys and no others; `needed` have to be there. */
export const map = (about: string, properties: Properties, needed: readonly string[] = []): JsonSchema => ({
  description: about,
  type: 'object',
  additionalProperties: false,
  ...(needed.length > 0 && { required: needed }),
  properties,
});

/** A map whose keys are free. */
export const mapOf = (about: string, value: JsonSchema): JsonSchema => ({
  description: about,
  type: 'object',
  additionalProperties: value,
});

/** A list of such items. */
export const listOf = (about: string, items: JsonSchema, more: JsonSchema = {}): JsonSchema => ({
  description: about,
  type: 'array',
  items,
  ...more,
});

/** A text. */
export const text = (about: string, more: JsonSchema = {}): JsonSchema => ({
  description: about,
  type: 'string',
  ...more,
});

/** One of these words. */
export const choice = (about: string, words: readonly string[], more: JsonSchema = {}): JsonSchema => ({
  description: about,
  enum: words,
  ...more,
});

/** true or false, and what holds where it is left out. */
export const flag = (about: string, fallback: boolean): JsonSchema => ({
  description: about,
  type: 'boolean',
  default: fallback,
});

/** A whole number in these bounds. */
export const whole = (about: string, minimum: number, maximum: number, more: JsonSchema = {}): JsonSchema => ({
  description: about,
  type: 'integer',
  minimum,
  maximum,
  ...more,
});

/** `90s`, `15m`, `24h` or `3d`. */
export const duration = (about: string, more: JsonSchema = {}): JsonSchema =>
  text(`${about} A duration such as 90s, 15m, 24h or 3d.`, { pattern: '^\\d{1,6}[smhd]$', ...more });

/** A map that has exactly one of these keys. */
export const oneKeyOf = (keys: readonly string[]): JsonSchema => ({ oneOf: keys.map((key) => ({ required: [key] })) });

/** A value that may be read: `metadata.accuracy`, `quality.auc`. */
export const path = (about: string): JsonSchema =>
  text(`${about} A path such as metadata.accuracy, quality.auc or champion.quality.auc.`, { minLength: 1 });

/** Parameters and tags are written as texts, numbers, true or false. */
export const SCALAR: JsonSchema = { type: ['string', 'number', 'boolean'] };
export const SCALARS: JsonSchema = { anyOf: [SCALAR, { type: 'array', items: SCALAR }] };
export const TEXT: JsonSchema = { type: 'string' };

export const ACCOUNT = text('An AWS account: 12 digits, in quotes.', { pattern: '^\\d{12}$' });

/** Which groups and accounts something is for. `more` are further keys. */
export const match = (more: Properties = {}): JsonSchema =>
  map(
    'Which model package groups and accounts this is for.',
    {
      modelPackageGroups: listOf('Globs of group names, such as "churn-*"; upper and lower case are alike.', TEXT, {
        minItems: 1,
      }),
      exclude: listOf('Globs of groups that it is not for.', TEXT),
      accounts: listOf('Only these accounts; left out: all of them.', ACCOUNT),
      ...more,
    },
    ['modelPackageGroups'],
  );

/** A whole document: apiVersion, kind, metadata and this spec. */
export const documentOf = (kind: string, about: string, spec: JsonSchema): JsonSchema =>
  map(
    about,
    {
      apiVersion: { description: 'The version of the language.', const: 'modelgate/v1' },
      kind: { description: about, const: kind },
      metadata: map(
        'Its name, and labels for people and tools.',
        {
          name: text('Lower-case letters, digits, - and .; names of one kind differ.', {
            pattern: '^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$',
          }),
          labels: mapOf('Such as team: risk-ml. The gate does not read them.', TEXT),
        },
        ['name'],
      ),
      spec,
    },
    ['apiVersion', 'kind', 'metadata', 'spec'],
  );
