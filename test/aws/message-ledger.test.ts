// The message ledger on DynamoDB, over dynalite.
import { after, before } from 'node:test';
import { makeMessageLedger } from '../../lib/aws/message-ledger.ts';
import { describeMessageLedger } from '../notifications/message-ledger.contract.ts';
import { startDynalite, type Dynalite } from './ledger-tables.ts';

let dynalite: Dynalite;
before(async () => {
  dynalite = await startDynalite();
});
after(() => dynalite.stop());

describeMessageLedger('the message ledger on DynamoDB', async () =>
  makeMessageLedger({ tableName: await dynalite.makeTable(), clock: Date.now, client: dynalite.config }),
);
