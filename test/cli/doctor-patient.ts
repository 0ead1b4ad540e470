// A gate to break for the tests of doctor: its clients, a folder of policies that ask people, and ways to change what doctor reads.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeRuleCommand, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { makeModes } from '../../lib/aws/modes.ts';
import type { Installed } from '../../lib/mode-ports.ts';
import { ACCOUNT, startGate, TEN_LINES, type Gate } from '../functions/gate.ts';

export const ASKED = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: asked }
spec:
  match: { modelPackageGroups: ["asked-*"] }
  validations:
    - { name: small, range: { value: metadata.size, max: 10 }, action: RequireReview, review: risk }
  reviews:
    - { name: risk, reviewers: { groups: [risk-approvers] } }
  onPass: Approve
`;
const PEOPLE = `apiVersion: modelgate/v1
kind: ReviewerDirectory
metadata: { name: people }
spec:
  people:
    - { id: mei, name: Mei, email: mei@example.com, slack: U0MEI00001 }
    - { id: ines, name: Ines, email: ines@example.com }
  groups:
    - { name: risk-approvers, people: [mei] }
`;
export const ROUTE = `apiVersion: modelgate/v1
kind: NotificationRoute
metadata: { name: risk }
spec:
  match: { modelPackageGroups: ["asked-*"] }
  events: [Model Package Review Requested]
  to: [{ slack: C0RISK0001 }]
`;

/** What is broken and mended. */
export type Patient = {
  readonly gate: Gate;
  /** Holds `policies/`. */
  readonly folder: string;
  readonly sqs: SQSClient;
  /** Endpoint, region and credentials of clients that look at it. */
  readonly client: ReturnType<typeof clientOf>;
  /** Physical name, queue URL and queue ARN by logical id. */
  readonly nameOf: (logicalId: string) => string;
  readonly urlOf: (logicalId: string) => string;
  readonly arnOf: (logicalId: string) => string;
  /** Changes what the functions told of themselves; answers how to mend it. */
  readonly install: (change: (installed: Installed) => Installed) => Promise<() => Promise<void>>;
  /** Puts a text into a secret; answers how to mend it. */
  readonly fill: (logicalId: string, text: string) => Promise<() => Promise<void>>;
  readonly switchRule: (logicalId: string, bus: string | null, State: 'ENABLED' | 'DISABLED') => Promise<void>;
  /** Writes a policy file. */
  readonly write: (file: string, text: string) => Promise<void>;
  readonly stop: () => Promise<void>;
};

const clientOf = (gate: Gate) => ({
  endpoint: gate.world.aws.url,
  region: 'us-east-1',
  credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'local' },
});

/** A gate in good health that has not swept yet. */
export async function startPatient(): Promise<Patient> {
  const gate = await startGate({ churn: TEN_LINES });
  const client = clientOf(gate);
  const folder = await mkdtemp(join(tmpdir(), 'modelgate-doctor-'));
  await mkdir(join(folder, 'policies'));
  const write = (file: string, text: string) => writeFile(join(folder, 'policies', file), text);
  for (const [name, text] of Object.entries({ asked: ASKED, people: PEOPLE, route: ROUTE }))
    await write(`${name}.yaml`, text);
  const [sqs, secrets] = [new SQSClient(client), new SecretsManagerClient(client)];
  const nameOf = (logicalId: string): string => gate.world.runtime.nameOf(logicalId) ?? '';
  return {
    gate,
    folder,
    sqs,
    client,
    nameOf,
    urlOf: (logicalId) => `${gate.world.aws.url}/${ACCOUNT}/${nameOf(logicalId)}`,
    arnOf: (logicalId) => `arn:aws:sqs:us-east-1:${ACCOUNT}:${nameOf(logicalId)}`,
    install: (change) => install(makeModes({ tableName: nameOf('LedgerTable'), client }), change),
    fill: (logicalId, text) => fill(secrets, { id: nameOf(logicalId), text, mended: mended(gate, logicalId) }),
    async switchRule(logicalId, bus, State) {
      const on = { Name: nameOf(logicalId), ...(bus !== null && { EventBusName: bus }) };
      const { EventPattern } = await gate.eventbridge.send(new DescribeRuleCommand(on));
      await gate.eventbridge.send(new PutRuleCommand({ ...on, EventPattern, State }));
    },
    write,
    async stop() {
      sqs.destroy();
      secrets.destroy();
      await gate.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function install(modes: ReturnType<typeof makeModes>, change: (installed: Installed) => Installed) {
  const installed = await modes.readInstalled();
  if (!installed) throw new Error('no sweep has told what is installed');
  await modes.putInstalled(change(installed));
  return () => modes.putInstalled(installed);
}

type Filling = { readonly id: string; readonly text: string; readonly mended: string };

async function fill(secrets: SecretsManagerClient, { id: SecretId, text, mended: was }: Filling) {
  await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: text }));
  return async () => void (await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: was })));
}

function mended({ world }: Gate, logicalId: string): string {
  const { botToken, signingSecret, teamId, appId } = world.people.slack.workspace;
  if (logicalId === 'SlackSecret') return JSON.stringify({ botToken });
  return logicalId === 'SigningKey' ? 'k'.repeat(64) : JSON.stringify({ signingSecret, teamId, appId });
}
