// Writes the small XML documents of S3 and STS.

/** A tree: an array repeats the element, undefined leaves it out. */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue };

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};

const escape = (text: string): string => text.replaceAll(/[&<>"\r]/g, (found) => entities[found] ?? found);

const isList = (value: XmlValue): value is readonly XmlValue[] => Array.isArray(value);

const element = (name: string, value: XmlValue): string => {
  if (value === undefined) return '';
  if (isList(value)) return value.map((one) => element(name, one)).join('');
  if (typeof value !== 'object') return `<${name}>${escape(String(value))}</${name}>`;
  const inner = Object.entries(value).map(([key, child]) => element(key, child));
  return `<${name}>${inner.join('')}</${name}>`;
};

/** The document `<root xmlns="...">...</root>` with its declaration. */
export const xmlDocument = (root: string, value: XmlValue, namespace?: string): string => {
  const text = element(root, value);
  const open = namespace === undefined ? text : text.replace(`<${root}>`, `<${root} xmlns="${namespace}">`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${open}`;
};
