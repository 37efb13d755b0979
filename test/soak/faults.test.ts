import { freshPglite } from '../support/databases.ts';
import { soakOn } from '../support/soakSuite.ts';

/** Thousands of them, also on PostgreSQL: `npm run soak`. */
soakOn('runs under random faults and restarts', { open: freshPglite, stories: 8, faults: 4, deaths: 0.5 });
