// One thing that may be wrong with an installation: how it is broken, and what doctor has to say of it.
import type { Patient } from './doctor-patient.ts';

/** `breaks` answers how to mend it. `says` and `next` are looked for in the one finding. */
export type Row = {
  readonly title: string;
  readonly breaks: (patient: Patient) => Promise<() => unknown>;
  readonly what: string;
  readonly says: RegExp;
  readonly next: RegExp;
  /** How far the clock of this machine is ahead (ms). */
  readonly ahead?: number;
};
