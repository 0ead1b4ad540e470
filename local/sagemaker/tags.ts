// AddTags, ListTags and DeleteTags on groups and unversioned packages. None of them emits an event.
import { type Caller, invalid } from '../service.ts';
import { accessDenied, parseArn } from './arn.ts';
import { defined } from './defined.ts';
import { needGroup } from './groups.ts';
import type { Tag } from './package.ts';
import { pageOf } from './paging.ts';
import { needProject } from './projects.ts';
import type { Shelf } from './shelf.ts';
import { joinTags } from './tagging.ts';

/** Input of AddTags. */
export type AddTagsInput = { readonly ResourceArn: string; readonly Tags: readonly Tag[] };
/** Input of ListTags; MaxResults is 50 at least. */
export type ListTagsInput = { readonly ResourceArn: string; readonly MaxResults?: number; readonly NextToken?: string };
/** Input of DeleteTags. */
export type DeleteTagsInput = { readonly ResourceArn: string; readonly TagKeys: readonly string[] };

type Tagged = { readonly tags: readonly Tag[]; readonly write: (tags: readonly Tag[]) => void };

const taggedPackage = (shelf: Shelf, arn: string, operation: string, caller: Caller): Tagged => {
  const entry = shelf.need(arn, operation, caller);
  if (entry.current.fields.ModelPackageVersion !== undefined) {
    const text = `Tags are not supported for a versioned model package; tag its Model Package Group: ${arn}`;
    throw invalid(text);
  }
  const write: Tagged['write'] = (tags) => shelf.replace(entry, { ...entry.current, tags });
  return { tags: entry.current.tags, write };
};

const needTagged = (shelf: Shelf, arn: string, operation: string, caller: Caller): Tagged => {
  const parsed = parseArn(arn);
  if (parsed !== undefined && parsed.account !== caller.account) throw accessDenied(operation, arn, caller);
  if (parsed?.type === 'model-package') return taggedPackage(shelf, arn, operation, caller);
  if (parsed?.type === 'project') {
    const project = needProject(shelf, parsed.name, caller);
    return { tags: project.tags, write: (tags) => void (project.tags = tags) };
  }
  if (parsed?.type !== 'model-package-group') {
    const text = `Invalid ResourceArn ${arn}: only model package groups, unversioned model packages and projects have tags here`;
    throw invalid(text);
  }
  const group = needGroup(shelf.registry, arn, operation, caller);
  const write: Tagged['write'] = (tags) => {
    group.tags = tags;
  };
  return { tags: group.tags, write };
};

/** AddTags: answers all tags the resource then has. */
export const addTags = (shelf: Shelf, input: AddTagsInput, caller: Caller): unknown => {
  const resource = needTagged(shelf, input.ResourceArn, 'AddTags', caller);
  const tags = joinTags(resource.tags, input.Tags);
  resource.write(tags);
  return { Tags: tags };
};

/** ListTags: 50 a page unless asked for more. */
export const listTags = (shelf: Shelf, input: ListTagsInput, caller: Caller): unknown => {
  const { tags } = needTagged(shelf, input.ResourceArn, 'ListTags', caller);
  const page = pageOf(tags, (tag) => [tag.Key, 0], { ...input, MaxResults: input.MaxResults ?? 50, SortBy: 'Key' });
  return defined({ Tags: page.items, NextToken: page.NextToken });
};

/** DeleteTags: keys that are not there are no error. */
export const deleteTags = (shelf: Shelf, input: DeleteTagsInput, caller: Caller): unknown => {
  const resource = needTagged(shelf, input.ResourceArn, 'DeleteTags', caller);
  resource.write(resource.tags.filter(({ Key }) => !input.TagKeys.includes(Key)));
  return {};
};
