// The kinds of documents in policy files: one line a kind says who reads it and under which name the policy set holds it.
import type { Document } from 'yaml';
import type { Place } from './policy.ts';
import { readNotificationRoute } from './read-notification-route.ts';
import { readBinding } from './read-binding.ts';
import { readException } from './read-exception.ts';
import { readDirectory } from './read-directory.ts';
import { readPolicy } from './read-policy.ts';
import { readProjectRedeployment } from './read-project-redeployment.ts';
import { readRegistration } from './read-registration.ts';
import { readRegistryAccount } from './registry-account.ts';
import type { Source } from './yaml-source.ts';

/** What every document of any kind has beside its content. */
type Placed = { readonly place: Place };
/** Reads one document whose kind is known; null, with faults in `source`, where it can't be used. */
type Kind = { readonly slot: string; readonly read: (source: Source, document: Document) => Placed | null };

/**
 * To add a kind: write `read-<kind>.ts` and add its line here. The policy set then has
 * its documents in the slot, in the order of files and places; names that are there twice are found for every kind.
 */
export const KINDS = {
  ModelApprovalPolicy: { slot: 'policies', read: readPolicy },
  ModelApprovalPolicyBinding: { slot: 'bindings', read: readBinding },
  PolicyException: { slot: 'exceptions', read: readException },
  RegistryAccount: { slot: 'accounts', read: readRegistryAccount },
  NotificationRoute: { slot: 'routes', read: readNotificationRoute },
  ReviewerDirectory: { slot: 'directories', read: readDirectory },
  ProjectRedeployment: {
    slot: 'redeployments',
    read: readProjectRedeployment,
  },
  Registration: { slot: 'registrations', read: readRegistration },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;
type Table = typeof KINDS;

/** The documents of all kinds, each under its slot. */
export type Slots = {
  readonly [K in KindName as Table[K]['slot']]: readonly NonNullable<ReturnType<Table[K]['read']>>[];
};

/** Whether this build knows such documents. */
export const isKind = (name: string): name is KindName => Object.hasOwn(KINDS, name);
