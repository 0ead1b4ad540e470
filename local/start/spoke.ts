// Forwards the registry events of the second account to the gate's intake bus, as its rule there would.
import {
  EventBridgeClient,
  ListEventBusesCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';

/** Who forwards to whom: `hub` is the gate's account. */
export type Spoke = {
  readonly endpoint: string;
  readonly region: string;
  readonly hub: string;
  readonly account: string;
};

/** As policies/ say it, and the parameter ExternalId of both stacks over there. */
const EXTERNAL_ID = 'modelgate-111122223333';

/** The roles of stacks/spoke.yaml and stacks/registration-target.yaml, with their trust: the hub alone, under the external id. */
export const rolesOfSpoke = ({ hub, account }: Pick<Spoke, 'hub' | 'account'>) =>
  ['modelgate-registry', 'modelgate-registration'].map((name) => ({
    roleArn: `arn:aws:iam::${account}:role/${name}`,
    externalId: EXTERNAL_ID,
    accounts: [hub],
  }));

const client = ({ endpoint, region }: Spoke, account: string): EventBridgeClient =>
  new EventBridgeClient({ endpoint, region, credentials: { accessKeyId: account, secretAccessKey: 'local' } });

/** Sets up bus permission and rule. Does nothing where the stack has no intake bus. */
export async function forwardEvents(spoke: Spoke): Promise<void> {
  const hub = client(spoke, spoke.hub);
  const away = client(spoke, spoke.account);
  try {
    const { EventBuses = [] } = await hub.send(new ListEventBusesCommand({}));
    const intake = EventBuses.find((bus) => bus.Name?.includes('intake'));
    if (!intake?.Name || !intake.Arn) return;
    await hub.send(
      new PutPermissionCommand({
        EventBusName: intake.Name,
        StatementId: `account-${spoke.account}`,
        Action: 'events:PutEvents',
        Principal: spoke.account,
      }),
    );
    const pattern = { source: ['aws.sagemaker'], 'detail-type': ['SageMaker Model Package State Change'] };
    await away.send(new PutRuleCommand({ Name: 'to-modelgate', EventPattern: JSON.stringify(pattern) }));
    await away.send(new PutTargetsCommand({ Rule: 'to-modelgate', Targets: [{ Id: 'intake', Arn: intake.Arn }] }));
  } finally {
    hub.destroy();
    away.destroy();
  }
}
