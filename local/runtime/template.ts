// serverless.yml read and checked: functions with their events, resources with their properties, every variable filled in.
import { readFile } from 'node:fs/promises';
import { parseDocument, type ScalarTag, type CollectionTag } from 'yaml';
import { objectOf, type JsonObject } from '../json-object.ts';
import {
  EVENT_KEYS,
  EXTENSION_KEYS,
  FUNCTION_KEYS,
  HTTP_API_KEYS,
  onlyKnown,
  PROVIDER_KEYS,
  RESOURCE_KEYS,
  RESOURCE_TYPES,
  TemplateError,
  TOP_KEYS,
} from './known.ts';
import { fillIn, wholeOf, type Variables } from './variables.ts';

export type FunctionBlock = {
  readonly name: string;
  readonly block: JsonObject;
  readonly events: readonly { readonly kind: string; readonly event: JsonObject }[];
};
export type Resource = {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  /** It is made only where this holds; null: always. */
  readonly condition: string | null;
};
export type Template = {
  readonly service: string;
  readonly provider: JsonObject;
  readonly functions: readonly FunctionBlock[];
  readonly resources: readonly Resource[];
  readonly conditions: JsonObject;
  /** Of the template's own parameters: the default, which nobody overrides here. */
  readonly parameters: Readonly<Record<string, string>>;
};
export type TemplateOptions = {
  readonly stage: string;
  readonly region: string;
  readonly params: Readonly<Record<string, string>>;
};

const SHORT_FORMS = [
  'Ref',
  'Condition',
  'GetAtt',
  'Sub',
  'Join',
  'Select',
  'Split',
  'If',
  'Equals',
  'Not',
  'And',
  'Or',
];
const longName = (short: string): string => (short === 'Ref' || short === 'Condition' ? short : `Fn::${short}`);

/** !Sub and its like as the long forms that JSON has. */
const customTags: (ScalarTag | CollectionTag)[] = SHORT_FORMS.flatMap((short) => [
  { tag: `!${short}`, resolve: (text: string) => ({ [longName(short)]: text }) },
  {
    tag: `!${short}`,
    collection: 'seq',
    resolve: (items: { toJSON: () => unknown }) => ({ [longName(short)]: items.toJSON() }),
  } as unknown as CollectionTag,
]);

function parse(text: string): JsonObject {
  const parsed = parseDocument(text, { customTags, merge: true });
  const [fault] = [...parsed.errors, ...parsed.warnings];
  if (fault) throw new TemplateError(fault.message);
  // Through JSON: tagged values become plain objects, aliases copies. The project's own file needs no guard against too many of them.
  return JSON.parse(JSON.stringify(parsed.toJS({ maxAliasCount: -1 }))) as JsonObject;
}

/** Runtimes that follow each other in a process read the same file: its last text and what it says. */
const latest = { text: '', document: {} as JsonObject };

/** Reads and checks the file. Throws TemplateError naming the path and what is known. */
export async function readTemplate(file: string, options: TemplateOptions): Promise<Template> {
  const text = await readFile(file, 'utf8');
  if (text !== latest.text) Object.assign(latest, { text, document: parse(text) });
  const raw = latest.document;
  const document = filled(raw, '', { ...options, document: raw }) as JsonObject;
  onlyKnown(document, TOP_KEYS, 'the file');
  const provider = objectOf(document['provider']);
  onlyKnown(provider, PROVIDER_KEYS, 'provider');
  onlyKnown(objectOf(provider['httpApi']), HTTP_API_KEYS, 'provider.httpApi');
  const resources = objectOf(document['resources']);
  onlyKnown(resources, ['Parameters', 'Conditions', 'Resources', 'Outputs', 'extensions'], 'resources');
  checkExtensions(objectOf(resources['extensions']));
  return {
    service: String(document['service']),
    provider,
    functions: Object.entries(objectOf(document['functions'])).map(([name, block]) =>
      functionBlock(name, objectOf(block)),
    ),
    resources: Object.entries(objectOf(resources['Resources'])).map(([logicalId, resource]) =>
      resourceOf(logicalId, objectOf(resource)),
    ),
    conditions: objectOf(resources['Conditions']),
    parameters: Object.fromEntries(
      Object.entries(objectOf(resources['Parameters'])).map(([name, one]) => [name, textOf(objectOf(one)['Default'])]),
    ),
  };
}

function checkExtensions(extensions: JsonObject): void {
  for (const [logicalId, extension] of Object.entries(extensions)) {
    const path = `resources.extensions.${logicalId}`;
    const known = Object.entries(EXTENSION_KEYS).find(([end]) => logicalId.endsWith(end))?.[1];
    if (!known)
      throw new TemplateError(
        `${path} is not known to this runtime; it knows what ends in ${Object.keys(EXTENSION_KEYS).join(', ')}`,
      );
    onlyKnown(extension, ['Properties'], path);
    onlyKnown(objectOf(extension)['Properties'], known, `${path}.Properties`);
  }
}

function filled(value: unknown, path: string, variables: Variables): unknown {
  if (typeof value === 'string') {
    // A text that is nothing but a variable may stand for a mapping or a list.
    const whole = wholeOf(value, variables);
    return whole === undefined ? fillIn(value, path, variables) : filled(whole, path, variables);
  }
  if (Array.isArray(value)) return value.map((item: unknown, index) => filled(item, `${path}[${index}]`, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]): [string, unknown] => [
      key,
      filled(item, path === '' ? key : `${path}.${key}`, variables),
    ]),
  );
}

function functionBlock(name: string, block: JsonObject): FunctionBlock {
  const path = `functions.${name}`;
  onlyKnown(block, FUNCTION_KEYS, path);
  const events = ((block['events'] ?? []) as JsonObject[]).map((item, index) => {
    onlyKnown(item, Object.keys(EVENT_KEYS), `${path}.events[${index}]`);
    const [kind = ''] = Object.keys(item);
    onlyKnown(item[kind], EVENT_KEYS[kind] ?? [], `${path}.events[${index}].${kind}`);
    return { kind, event: objectOf(item[kind]) };
  });
  return { name, block, events };
}

function resourceOf(logicalId: string, resource: JsonObject): Resource {
  const path = `resources.Resources.${logicalId}`;
  onlyKnown(resource, RESOURCE_KEYS, path);
  const type = String(resource['Type']);
  const known = RESOURCE_TYPES[type];
  if (!known)
    throw new TemplateError(
      `${path}: type ${type} is not known to this runtime; it knows ${Object.keys(RESOURCE_TYPES).join(', ')}`,
    );
  const properties = objectOf(resource['Properties']);
  onlyKnown(properties, known, `${path}.Properties`);
  const condition = typeof resource['Condition'] === 'string' ? resource['Condition'] : null;
  return { logicalId, type, properties, condition };
}

/** A default is a text or a number; a parameter without one is empty here. */
const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
