// How news beside decisions and reviews is headed.
import type { PublishedEvent } from '../events.ts';
import type { Mark } from './message.ts';

type Headline = { readonly headline: string; readonly mark: Mark };

const HEADLINES: Partial<Readonly<Record<PublishedEvent['detailType'], Headline>>> = {
  'Model Package Approval Bypassed': { headline: 'Approved past the policies', mark: '!' },
  'Model Package Approval Drifted': { headline: 'Its approval is not the one the gate gave', mark: '!' },
  'Model Package Registered': { headline: 'A copy is registered', mark: '✓' },
  'Model Package Registration Failed': { headline: 'The copy could not be registered', mark: '✗' },
  'Project Update Started': { headline: 'The project is being redeployed', mark: '○' },
  'Project Update Finished': { headline: 'The project is redeployed', mark: '✓' },
  'Project Update Failed': { headline: 'The project could not be redeployed', mark: '✗' },
};

/** Headline and mark of an event that is told in its own sentences; its detail-type where it has none. */
export const headlineOf = (detailType: PublishedEvent['detailType']): Headline =>
  HEADLINES[detailType] ?? { headline: detailType, mark: '○' };
