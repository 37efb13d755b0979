import { acquaint } from '../support/crash.ts';
import { killEverywhereOn } from '../support/crashSuite.ts';
import { freshPostgresUrl } from '../support/databases.ts';

killEverywhereOn('PostgreSQL', {
  plans: ['keep', 'undo of a keep'],
  insideTransactions: () => true,
  fresh: async () => {
    const database = { url: await freshPostgresUrl(), dataDir: undefined };
    await acquaint(database);
    return database;
  },
});
