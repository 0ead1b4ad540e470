// One of the processes of the suite.
import { runInTurn } from './in-turn.ts';

await runInTurn();
