import { acquaint } from '../support/crash.ts';
import { allPlans, killEverywhereOn } from '../support/crashSuite.ts';
import { freshPostgresUrl } from '../support/databases.ts';

killEverywhereOn('PostgreSQL', {
  plans: allPlans,
  insideTransactions: () => true,
  fresh: async () => {
    const database = { url: await freshPostgresUrl(), dataDir: undefined };
    await acquaint(database);
    return database;
  },
});
