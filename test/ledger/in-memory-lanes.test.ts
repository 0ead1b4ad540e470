// The lanes in memory keep the same contract as those on DynamoDB.
import { makeInMemoryLanes } from './in-memory-lanes.ts';
import { describeLanes } from './lanes.contract.ts';

describeLanes('the lanes in memory', async () => makeInMemoryLanes());
