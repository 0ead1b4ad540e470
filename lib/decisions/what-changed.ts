// What is different between two decisions about one version, in words: reports written again, values that were and are. Pure.
import type { Decision } from './decision.ts';

/** Values that are told; the rest is in both documents. */
const MOST = 5;

/** `report quality was written again; false_positive_rate was 0.0231 and is 0.0249`; null where no recorded value differs. */
export function whatChanged(before: Decision, after: Decision): string | null {
  const reports = after.inputs.reports.flatMap(({ name, sha256 }) => {
    const known = before.inputs.reports.find((one) => one.name === name);
    return known && known.sha256 !== sha256 ? [`report ${name} was written again`] : [];
  });
  const were = valuesOf(before);
  const values = [...valuesOf(after)].flatMap(([label, value]) => {
    const was = were.get(label);
    return was === undefined || was === value ? [] : [`${label} was ${was} and is ${value}`];
  });
  const all = [...reports, ...values];
  return all.length === 0 ? null : all.slice(0, MOST).join('; ');
}

/** Of each checked value the one under its own name: a limit follows from others, a champion is another version. */
function valuesOf({ policies }: Decision): ReadonlyMap<string, string> {
  const values = policies.flatMap(({ validations }) => validations.flatMap((one) => one.values));
  const own = values.filter(({ label }) => !/^(?:limit|warned from|champion\.)/u.test(label));
  return new Map(own.map(({ label, value }) => [label, value]));
}
