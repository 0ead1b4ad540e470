// The in-memory message ledger keeps the contract that tests of notifications rely on.
import { makeInMemoryMessages } from './in-memory-messages.ts';
import { describeMessageLedger } from './message-ledger.contract.ts';

describeMessageLedger('the message ledger in memory', () => Promise.resolve(makeInMemoryMessages()));
