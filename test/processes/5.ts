// One of the processes of the suite.
import { holdHooks } from './following.ts';

holdHooks();
const { runInTurn } = await import('./in-turn.ts');
await runInTurn();
