// Holds the in-memory ledger to the contract that the DynamoDB one is held to.
import { makeInMemoryLedger } from './in-memory-ledger.ts';
import { describeLedger } from './ledger.contract.ts';

describeLedger('the in-memory ledger', async () => makeInMemoryLedger());
