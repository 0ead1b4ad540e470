// A law of the deployment: what has to hold of every template that is packaged.
import type { Template } from './template.ts';

/** `faults` answers one sentence for each place where the law does not hold; each begins with the logical id. */
export type Law = { readonly name: string; readonly faults: (template: Template) => readonly string[] };
