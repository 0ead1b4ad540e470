// Who asks, and where: the account of the credentials and the region, by the SDK's usual chain.
import { GetCallerIdentityCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import { READING } from './client-settings.ts';
import { asked } from './failures.ts';

export type Caller = { readonly account: string; readonly region: string; readonly arn: string };

/** Who calls with these settings are signed for; texts are empty where STS tells nothing. Region: as given, else from the profile. Throws the SDK's own errors where there is no region or there are no credentials. */
export async function readCaller(settings: STSClientConfig): Promise<Caller> {
  const client = new STSClient({ ...READING, ...settings });
  try {
    const answer = await asked('GetCallerIdentity', client.send(new GetCallerIdentityCommand({})));
    return { account: answer.Account ?? '', region: await client.config.region(), arn: answer.Arn ?? '' };
  } finally {
    client.destroy();
  }
}
