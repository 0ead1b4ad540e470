// The lanes on DynamoDB: the contract of the port over dynalite.
import { after, before } from 'node:test';
import { makeLanes } from '../../lib/aws/lanes.ts';
import { describeLanes } from '../ledger/lanes.contract.ts';
import { startDynalite, type Dynalite } from './ledger-tables.ts';

let dynalite: Dynalite;
before(async () => {
  dynalite = await startDynalite();
});
after(() => dynalite.stop());

describeLanes('the lanes on DynamoDB', async () =>
  makeLanes({ tableName: await dynalite.makeTable(), client: dynalite.config }),
);
