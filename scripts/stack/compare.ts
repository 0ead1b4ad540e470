// What would change: two templates, resource by resource and property by property. Pure.
import { isMapping, type Template } from '../template/template.ts';

/** One difference: `-` goes, `+` is made, `~` is changed at these places. */
export type Difference = {
  readonly sign: '-' | '+' | '~';
  readonly id: string;
  readonly type: string;
  readonly places: readonly string[];
};

/** Differences from `deployed` to `packaged`, by logical id. Where code lies is no difference; whether it is another is told elsewhere. */
export function compareTemplates(deployed: Template, packaged: Template): readonly Difference[] {
  const ids = [...new Set([...Object.keys(deployed.Resources), ...Object.keys(packaged.Resources)])].toSorted();
  const ofResources = ids.flatMap((id): Difference[] => {
    const [before, after] = [deployed.Resources[id], packaged.Resources[id]];
    if (!before) return after ? [{ sign: '+', id, type: after.Type, places: [] }] : [];
    if (!after) return [{ sign: '-', id, type: before.Type, places: [] }];
    const places = placesOf(before, after, '').filter((place) => !/^Properties\.Code(?:\.|$)/u.test(place));
    return places.length === 0 ? [] : [{ sign: '~', id, type: after.Type, places }];
  });
  const places = placesOf(deployed.Parameters ?? {}, packaged.Parameters ?? {}, '');
  return [...ofResources, ...(places.length === 0 ? [] : [{ sign: '~' as const, id: 'Parameters', type: '', places }])];
}

/** Paths at which two values differ. */
function placesOf(before: unknown, after: unknown, path: string): readonly string[] {
  if (!isMapping(before) || !isMapping(after)) return JSON.stringify(before) === JSON.stringify(after) ? [] : [path];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => placesOf(before[name], after[name], path === '' ? name : `${path}.${name}`));
}
