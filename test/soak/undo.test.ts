import { freshPglite } from '../support/databases.ts';
import { soakOn } from '../support/soakSuite.ts';

/**
 * Random leavers, random forgetting of the restore, and people who do something in between: after the undo nothing differs from
 * before, or the receipt lists it (soakTruth.ts).
 */
soakOn('offboardings taken back, without faults', { open: freshPglite, stories: 8, faults: 0, deaths: 0 });
