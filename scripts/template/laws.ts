// All laws of the deployment, and what of a template breaks them.
import type { Law } from './law.ts';
import { LAWS_OF_KEEPING } from './laws-of-keeping.ts';
import { LAWS_OF_MESSAGES } from './laws-of-messages.ts';
import { LAWS_OF_RIGHTS } from './laws-of-rights.ts';
import type { Template } from './template.ts';

export const LAWS: readonly Law[] = [...LAWS_OF_MESSAGES, ...LAWS_OF_RIGHTS, ...LAWS_OF_KEEPING];

/** One line for each place that breaks a law; the template's conditions are decided. */
export const breaches = (template: Template): readonly string[] =>
  LAWS.flatMap(({ name, faults }) => faults(template).map((fault) => `${fault} (${name})`));
