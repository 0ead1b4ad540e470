// I9, I10 of whole histories: one update of a project at a time, the newest approved version served in the end, one copy of a version and its evidence.
import { PACKAGES, type World } from './world.ts';
import { SELF } from './promotion.ts';

type Broke = (rule: string) => void;

/** Judges what the project and the other account went through, and how they were left. */
export function judgePromotion(world: World, broke: Broke): void {
  judgeInFlight(world, broke);
  judgeEventsOfLanes(world, broke);
  judgeServed(world, broke);
  judgeCopies(world, broke);
}

/** While an update of ours is under way, nothing of ours is signed or lands. */
function judgeInFlight({ promotion }: World, broke: Broke): void {
  let isOursUnderWay = false;
  for (const { what, by } of promotion.projectLog) {
    if (isOursUnderWay && by === SELF && (what === 'signed' || what === 'busy'))
      broke('I9 two updates of a project in flight');
    if (what === 'landed' && by === SELF) isOursUnderWay = true;
    if (what === 'ended') isOursUnderWay = false;
  }
}

function judgeEventsOfLanes({ promotion }: World, broke: Broke): void {
  const ids = new Map<string, string>();
  for (const { at, event } of promotion.told) {
    if (event.detailType === 'Model Package Registered' || event.detailType === 'Model Package Registration Failed')
      continue;
    const { eventId, attempt, subject } = event.detail;
    const key = `${event.detailType} ${attempt} ${event.detail.decisionId}`;
    if ((ids.get(key) ?? eventId) !== eventId) broke('I3b two event ids for one attempt');
    ids.set(key, eventId);
    const hasLanded = promotion.projectLog.some(
      (one) => one.what === 'landed' && one.at <= at && one.serves === subject.modelPackageArn,
    );
    if (event.detailType !== 'Project Update Failed' && !hasLanded) broke('I3d told of an update that did not land');
  }
}

/** Approvals by the gate or its reviewers that nobody has touched since, with the evidence they rest on: the newest version first. */
function standingApprovals(
  world: World,
): readonly { readonly arn: string; readonly identity: string; readonly digest: string }[] {
  return [...PACKAGES].toReversed().flatMap(([identity, arn]) => {
    const last = world.registryLog.findLast((change) => change.identity === identity);
    // Changed at the last moment, it was approved on other evidence: that is drift, and goes no further.
    const isOurs = last?.written?.target === 'Approved' && last.after.digest === last.written.packageDigest;
    return last && isOurs ? [{ arn: arn.arn, identity, digest: last.after.digest }] : [];
  });
}

/** Whether the version was ever approved, whoever did it. */
const wasApproved = ({ registryLog }: World, identity: string): boolean =>
  registryLog.some((change) => change.identity === identity && change.after.status === 'Approved');

function judgeServed(world: World, broke: Broke): void {
  const [newest] = standingApprovals(world);
  if (!newest) return;
  // A newer version that was approved for a while may rightly be what is served.
  const newer = [...PACKAGES.keys()].slice([...PACKAGES.keys()].indexOf(newest.identity) + 1);
  if (newer.some((identity) => wasApproved(world, identity))) return;
  const { project, lanes } = world.promotion;
  const lane = [...lanes.values()].find(({ kind }) => kind === 'project');
  const failed = lane?.outcome?.result === 'Failed' ? lane.outcome.wanted.subject.modelPackageArn : null;
  // Tried three times in all; then a person has to look.
  const isGivenUp = failed === newest.arn && lane?.failures === 3;
  if (project.parameters.get('ModelPackageArn') !== newest.arn && !isGivenUp)
    broke('I9 the newest approved version is not served');
}

function judgeCopies(world: World, broke: Broke): void {
  const { copies } = world.promotion;
  const keyOf = (metadata: ReadonlyMap<string, string>): string =>
    `${metadata.get('modelgate:source-arn')} ${metadata.get('modelgate:source-digest')}`;
  const keys = copies.map(({ metadata }) => keyOf(metadata));
  if (new Set(keys).size < keys.length) broke('I10 two copies of one version and its evidence');
  const decisions = world.published.flatMap(({ event }) =>
    event.detailType === 'Model Package Decision Made' ? [event.detail] : [],
  );
  for (const { metadata } of copies)
    if (!decisions.some(({ decision }) => decision.decisionId === metadata.get('modelgate:source-decision')))
      broke('I10 a copy without its decision');
  for (const { arn, digest } of standingApprovals(world))
    if (!keys.includes(`${arn} ${digest}`)) broke('I10 a standing approval without its copy');
}
