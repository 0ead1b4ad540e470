// Gathers everything that the page of one model package shows, side by side where it can be.
import type { Head } from '../ledger/head.ts';
import { directoryOf } from '../policy/directory.ts';
import type { Visitor } from '../visitor.ts';
import { asciiName } from './legible.ts';
import type { PagesPorts, PlanStep } from './pages-ports.ts';
import { readBanner } from './read-banner.ts';
import { newestDecision, readChain, readOthers } from './read-chain.ts';
import type { ReviewView } from './review-page.ts';

/** The view for one visitor; null where the ledger holds no decision of this version. */
export async function readReviewView(ports: PagesPorts, head: Head, visitor: Visitor): Promise<ReviewView | null> {
  const now = ports.clock();
  const [chain, others, review] = await Promise.all([
    readChain(ports.ledger, head),
    readOthers(ports.ledger, head.identity, now),
    head.review ? ports.reviewState(head, visitor) : null,
  ]);
  const decision = newestDecision(chain);
  if (!decision) return null;
  const [banner, nonces, plan] = await Promise.all([
    readBanner(ports, [decision.subject.modelPackageGroupName]),
    review && visitor.issueNonces(review.reviewId, review.packageDigest),
    ports.plan(versionOf(decision)),
  ]);
  const names = new Map(directoryOf(ports.policies).people.map(({ id, name }) => [id, name]));
  return {
    decision,
    head,
    review,
    chain,
    others,
    you: { personId: visitor.personId, name: visitor.name, nonces },
    nameOf: (personId) => names.get(personId) ?? personId,
    banner,
    plan: plan.length === 0 && !review ? [] : [approvalStep(decision.subject), ...plan],
    now,
  };
}

const versionOf = ({ subject }: ReviewView['decision']) => ({
  group: subject.modelPackageGroupName,
  account: subject.account,
  region: subject.region,
  version: subject.modelPackageVersion,
  identity: subject.identity,
});

const approvalStep = (subject: ReviewView['decision']['subject']): PlanStep => ({
  does: `${asciiName(subject.modelPackageGroupName)} v${subject.modelPackageVersion} becomes Approved in account ${subject.account}, ${subject.region}.`,
  about: '',
  now: [],
  onRejection: null,
});
