import { freshPglite, freshPostgres } from '../support/databases.ts';
import { soakOn } from '../support/soakSuite.ts';

const many = { stories: 2_000, faults: 4, deaths: 0.5 };

soakOn('soak on PGlite', { ...many, open: freshPglite });
soakOn('soak on PostgreSQL', { ...many, open: freshPostgres });
soakOn('soak without faults', { ...many, faults: 0, deaths: 0, open: freshPglite });
