// A version for a project, step by step: what is sent, refused, dropped and waited for, and which file of several decides.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ProjectStatus } from '../../lib/lane-ports.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { TEN_LINES } from '../functions/gate.ts';
import { projectLane } from '../../lib/promotion/project-lane.ts';
import { wantedOf } from '../ledger/lane-world.ts';
import { arnOf, givenProject, REDEPLOYMENT, withParameter } from './given.ts';

const MINUTE = 60_000;

describe('an approved version', () => {
  test('is sent with the whole parameter set and the template pinned, and followed to UpdateCompleted over several deliveries', async () => {
    const given = givenProject();
    await given.approve(2);

    await given.deliver();
    given.pass(MINUTE);
    await given.deliver();
    given.complete();
    given.pass(MINUTE);
    await given.deliver();

    assert.equal(given.sent.length, 1);
    assert.deepEqual(
      [...(given.sent[0]?.parameters ?? [])],
      [
        ['ModelPackageArn', arnOf(2)],
        ['Stage', 'prod'],
      ],
    );
    assert.deepEqual(given.sent[0]?.provider, { kind: 'ServiceCatalog', provisioningArtifactId: 'pa-1' });
    assert.deepEqual(given.types(), ['Project Update Started', 'Project Update Finished']);
    const [lane] = given.lanes.items.values();
    assert.equal(lane?.served?.version, 2);
    assert.deepEqual(lane.outcome?.attempt?.before, { ModelPackageArn: arnOf(1) });
    assert.deepEqual(lane.outcome.attempt.after, { ModelPackageArn: arnOf(2) });
  });

  const EXPECTED: Readonly<Record<ProjectStatus, 'update' | 'wait' | 'refuse'>> = {
    CreateCompleted: 'update',
    UpdateCompleted: 'update',
    UpdateFailed: 'update',
    Pending: 'wait',
    CreateInProgress: 'wait',
    UpdateInProgress: 'wait',
    CreateFailed: 'refuse',
    DeleteInProgress: 'refuse',
    DeleteFailed: 'refuse',
    DeleteCompleted: 'refuse',
  };
  for (const [status, expected] of Object.entries(EXPECTED))
    test(`meets a project in ${status}: ${expected}`, async () => {
      const given = givenProject({ project: { status: status as ProjectStatus } });
      await given.approve(2);

      await given.deliver();

      assert.equal(given.sent.length, expected === 'update' ? 1 : 0);
      assert.deepEqual(
        given.types(),
        { update: ['Project Update Started'], wait: [], refuse: ['Project Update Failed'] }[expected],
      );
      assert.equal(given.wakes.length, expected === 'refuse' ? 0 : 1);
    });

  for (const product of ['UNDER_CHANGE', 'PLAN_IN_PROGRESS'])
    test(`waits while the provisioned product is ${product}`, async () => {
      const given = givenProject({ project: { statusMessage: `the product is ${product}` } });
      await given.approve(2);

      await given.deliver();

      assert.deepEqual([given.sent.length, given.wakes.length], [0, 1]);
    });

  test('is refused with the existing keys where the project has no such parameter', async () => {
    const given = givenProject({ project: { parameters: new Map([['Model', 'x']]) } });
    await given.approve(2);

    await given.deliver();

    const [event] = given.events;
    assert.match(JSON.stringify(event?.detail), /has no parameter ModelPackageArn .*its parameters are: Model/u);
  });

  test('is refused where a hidden parameter has no configured value, and goes on where it is omitted or given', async () => {
    const parameters = withParameter('Password', '****');
    const refused = givenProject({ project: { parameters } });
    const omitted = givenProject({ project: { parameters }, redeployment: { omitParameters: ['Password'] } });
    for (const given of [refused, omitted]) {
      await given.approve(2);
      await given.deliver();
    }

    assert.match(JSON.stringify(refused.events[0]?.detail), /hidden parameters .*Password/u);
    assert.deepEqual([...(omitted.sent[0]?.parameters.keys() ?? [])], ['ModelPackageArn']);
  });

  test('is refused with what to do where the project may not be read', async () => {
    const given = givenProject();
    given.state.isDenied = true;
    await given.approve(2);

    await given.deliver();

    assert.match(JSON.stringify(given.events), /DescribeProject: not authorized; allow it, then: modelgate projects/u);
    assert.equal([...given.lanes.items.values()][0]?.outcome?.result, 'Refused');
  });

  test('is not sent where the project has this very set', async () => {
    const given = givenProject();
    await given.approve(1);

    await given.deliver();

    assert.deepEqual([given.sent.length, given.events.length], [0, 0]);
    assert.equal([...given.lanes.items.values()][0]?.outcome?.result, 'Finished');
  });

  test('is dropped where it is no longer Approved, for the previous one where configured', async () => {
    const kept = givenProject();
    const previous = givenProject({ redeployment: { onRejected: 'PreviousApproved' } });
    for (const given of [kept, previous]) {
      given.state.statuses.set(3, 'Approved');
      await given.approve(4);
      given.state.statuses.set(4, 'Rejected');
      await given.deliver();
    }

    assert.equal(kept.sent.length, 0);
    assert.equal(previous.sent[0]?.parameters.get('ModelPackageArn'), arnOf(3));
  });

  test('waits while the mode is Audit', async () => {
    const given = givenProject();
    given.state.mode = 'Audit';
    await given.approve(2);
    await given.deliver();
    given.state.mode = 'Enforce';
    given.pass(15 * MINUTE);
    await given.deliver();

    assert.equal(given.sent.length, 1);
  });
});

test('a group that its policies only watch waits, whatever the mode of the stack, and nobody is told how long', async () => {
  const watching = loadPolicySet([
    { path: 'p.yaml', text: TEN_LINES.replace('churn-*', 'search').replace('spec:\n', 'spec:\n  mode: Audit\n') },
  ]);
  const given = givenProject({ governance: watching });
  await given.approve(2);
  await given.deliver();

  assert.equal(given.sent.length, 0);
  assert.match((await given.deliver())?.because ?? '', /the mode of search is Audit/u);
  for (let look = 0; look < 6; look++) {
    given.pass(15 * MINUTE);
    await given.deliver();
  }
  assert.deepEqual(given.longWaits, []);
});

describe('a group with several files', () => {
  test('is redeployed and followed by the one that wanted the version, whatever stands before it', async () => {
    const parameters = withParameter('Password', '****');
    const others = [{ name: 'elsewhere', project: { name: 'other' } }];
    const redeployment = { name: 'tagged', project: { fromTag: 'team' }, omitParameters: ['Password'] };
    const given = givenProject({ project: { parameters }, others, redeployment });
    await given.approve(2, { redeployment: 'tagged' });

    await given.deliver();
    given.complete();
    // The template's default stands there now.
    if (given.state.project)
      given.state.project = {
        ...given.state.project,
        parameters: new Map([
          ['ModelPackageArn', arnOf(2)],
          ['Password', '****'],
        ]),
      };
    given.pass(MINUTE);
    await given.deliver();

    assert.deepEqual(given.types(), ['Project Update Started', 'Project Update Finished']);
  });

  test('is redeployed by the file that names the project before one that finds it by a tag', async () => {
    const others = [{ name: 'tagged', project: { fromTag: 'team' }, parameters: new Map() }];
    const given = givenProject({ others });
    await given.approve(2);

    await given.deliver();

    assert.equal(given.sent[0]?.parameters.get('ModelPackageArn'), arnOf(2));
  });
});

describe('a group whose project nobody knows', () => {
  const redeployment = { project: { fromTag: 'sagemaker:project-name' } };
  const place = projectLane(wantedOf(2), REDEPLOYMENT, null);
  const givenUnknown = async () => {
    const given = givenProject({ redeployment });
    await given.approve(2, { redeployment: REDEPLOYMENT.name }, place);
    return given;
  };

  test('is told to its owner with what to do, and names no project in the event', async () => {
    const given = await givenUnknown();

    await given.deliver(place.laneId);

    const [event] = given.events;
    assert.deepEqual(event?.resources, [arnOf(2)]);
    assert.match(
      JSON.stringify(event.detail),
      /"projectName":null.*finds no project for group search.*set the tag sagemaker:project-name.*modelgate projects --retry/u,
    );
    assert.equal(given.lanes.items.get(place.laneId)?.outcome?.result, 'Refused');
  });

  test('goes on by itself where the project is found when the lane is looked at', async () => {
    const given = await givenUnknown();
    given.state.groupTags.set('sagemaker:project-name', 'search');

    await given.deliver(place.laneId);
    await given.deliver();

    assert.equal(given.sent.length, 1);
    assert.deepEqual(given.types(), ['Project Update Started']);
    assert.equal(given.lanes.items.get(place.laneId)?.wanted, null);
  });
});
