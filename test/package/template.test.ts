// What the packaged template promises: the laws hold with every set of parameters, and each law finds what breaks it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { functionNames } from '../../local/runtime/bundle-functions.ts';
import { CASES } from '../../scripts/template/cases.ts';
import { breaches, LAWS } from '../../scripts/template/laws.ts';
import { plainTemplate } from '../../scripts/template/plain.ts';
import { at, listOf, ofType, statementsOf } from '../../scripts/template/query.ts';
import { decideConditions } from '../../scripts/template/template.ts';
import { brokenTemplates } from './broken-templates.ts';
import { suiteTemplate } from './suite-template.ts';

const template = await suiteTemplate();
const deployed = decideConditions(template);

const BROKEN = brokenTemplates(template);

describe('the laws of the template', () => {
  test('hold with each set of parameters', () => {
    for (const { name, args, values } of CASES.filter((one) => one.args.length === 0)) {
      assert.deepEqual(args, []);
      assert.deepEqual(breaches(decideConditions(template, values)), [], name);
    }
  });

  for (const [law, broken, id] of BROKEN)
    test(`${law} …: ${id} breaks it, and is named`, () => {
      const found = LAWS.filter(({ name }) => name.startsWith(law)).flatMap(({ faults }) => faults(broken));
      assert.ok(
        found.some((fault) => fault.startsWith(id)),
        found.join('\n'),
      );
    });

  test('each is broken by something here', () => {
    const untried = LAWS.filter(({ name }) => !BROKEN.some(([law]) => name.startsWith(law)));
    assert.deepEqual(untried, []);
  });
});

describe('rights', () => {
  test('each function file is deployed', async () => {
    const names = ofType(deployed, 'AWS::Lambda::Function').map(({ properties }) => String(properties['FunctionName']));
    assert.deepEqual(
      names.toSorted(),
      (await functionNames()).map((name) => `modelgate-dev-${name}`),
    );
  });

  /** [action, whose right it is, on what, under which condition] */
  const conditionsOf = (role: string, action: string, on?: string) =>
    statementsOf(deployed, role)
      .filter(
        ({ actions, resources }) => actions.includes(action) && (!on || JSON.stringify(resources).includes(`"${on}"`)),
      )
      .map(({ condition }) => condition);

  test('whoever writes only some items of the ledger, or says only some things on the bus, is held to them', () => {
    const keys = (...names: readonly string[]) => ({ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': names } });
    const says = (name: string) => ({ StringEquals: { 'events:source': 'modelgate', 'events:detail-type': name } });

    for (const role of ['PromoteRole', 'RedeployRole', 'RegisterRole'])
      assert.deepEqual(conditionsOf(role, 'dynamodb:PutItem'), [keys('LANE')], role);
    assert.deepEqual(conditionsOf('ReconcileRole', 'dynamodb:PutItem'), [keys('STACK', 'CURSOR', 'TOLD', 'ARCHIVED')]);
    assert.deepEqual(conditionsOf('ReviewRole', 'events:PutEvents', 'Bus'), [says('Gate Door Locked')]);
    assert.deepEqual(conditionsOf('ReconcileRole', 'events:PutEvents', 'Bus'), [says('Gate Mode Changed')]);
  });

  test('only decide and review change items of the ledger, and nobody deletes one', () => {
    const may = (pattern: RegExp) =>
      ofType(deployed, 'AWS::IAM::Role')
        .map(({ id }) => id)
        .filter((id) => statementsOf(deployed, id).some(({ actions }) => actions.some((one) => pattern.test(one))));

    assert.deepEqual(may(/^dynamodb:UpdateItem$/u), ['DecideRole', 'ReviewRole']);
    assert.deepEqual(may(/^dynamodb:Delete/u), []);
  });
});

describe('a stack', () => {
  test('makes nothing of SES without a sender, since not every region has it; with one it hears of mail that came back', () => {
    const typesOf = (one: typeof deployed) => Object.values(one.Resources).map(({ Type }) => Type);
    const withMail = decideConditions(template, { MailFrom: 'modelgate <gate@example.com>' });

    assert.deepEqual(
      typesOf(deployed).filter((type) => type.startsWith('AWS::SES::')),
      [],
    );
    assert.equal(JSON.stringify(deployed).includes('MailEvents'), false);
    assert.equal(typesOf(withMail).filter((type) => type.startsWith('AWS::SES::')).length, 2);
    assert.ok('MailReturnedRule' in withMail.Resources);
  });

  test('gives a bus the key of the stack, but in GovCloud, where EventBridge takes none', () => {
    const KmsKeyArn = 'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/11111111-2222-3333-4444-555555555555';
    const keysIn = (partition: string) =>
      ofType(decideConditions(template, { KmsKeyArn, 'AWS::Partition': partition }), 'AWS::Events::EventBus').map(
        ({ properties }) => properties['KmsKeyIdentifier'],
      );

    assert.deepEqual(keysIn('aws'), [{ Ref: 'KmsKeyArn' }, { Ref: 'KmsKeyArn' }]);
    assert.deepEqual(keysIn('aws-us-gov'), [undefined, undefined]);
  });

  test('begins in Audit', () => {
    assert.equal(template.Parameters?.['Mode']?.Default, 'Audit');
    for (const { properties } of ofType(deployed, 'AWS::Lambda::Function'))
      assert.deepEqual(at(properties, 'Environment', 'Variables', 'MODE'), { Ref: 'Mode' });
  });

  test('is deployed without osls from the zips beside the plain template', () => {
    const plain = plainTemplate(template);

    assert.equal(at(plain.Resources['DecideLambdaFunction']?.Properties, 'Code'), './decide.zip');
    assert.doesNotMatch(JSON.stringify(plain), /ServerlessDeploymentBucket/u);
    assert.deepEqual(listOf(plain.Parameters?.['Mode']?.AllowedValues), ['Audit', 'Enforce']);
  });
});
