import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { DatabaseOptions } from '../../src/storage/db.ts';
import type { PlanName } from '../crash/child.ts';
import { killEverywhere, pgliteFolders, type Folders } from './crash.ts';
import { checkAftermath } from './crashChecks.ts';

/** Each with the fewest boundaries that it has: an enumeration that shrinks unseen would prove less each year. */
const fewest: Readonly<Record<PlanName, number>> = {
  keep: 16,
  delete: 20,
  'delete in two parts': 30,
  'undo of a keep': 12,
  'undo of a delete': 40,
  cards: 20,
  'keep, every step': 80,
  'undo of a keep, every step': 70,
  'delete, every step': 40,
  'undo of a delete, every step': 60,
};

export const allPlans = Object.keys(fewest) as PlanName[];

export interface Enumeration {
  readonly plans: readonly PlanName[];
  /** Where boundaries inside transactions count too. */
  readonly insideTransactions: (plan: PlanName) => boolean;
  readonly fresh: () => Promise<DatabaseOptions>;
}

/** Every boundary of every plan; ends by printing how many there were. */
export function killEverywhereOn(title: string, { plans, insideTransactions, fresh }: Enumeration): void {
  describe(`killed at every boundary there is (${title})`, function () {
    this.timeout(900_000);
    const counted: string[] = [];

    after(() => console.log(`boundaries on ${title}: ${counted.join(', ')}`));

    for (const plan of plans) {
      it(`${plan}: the next process finishes it, and every write has its effect once`, async () => {
        const options = { insideTransactions: insideTransactions(plan) };
        const aftermath = await killEverywhere(plan, await fresh(), options);
        try {
          await checkAftermath(aftermath);
          const killed = aftermath.cases.length - 1;
          counted.push(`${plan} ${killed}`);
          assert.ok(killed >= fewest[plan], `only ${killed}`);
        } finally {
          await aftermath.close();
        }
      });
    }
  });
}

/** On PGlite in folders, where starting a process is dear: inside transactions a keep has to do for all. */
export function killEverywhereOnPglite(plans: readonly PlanName[]): void {
  const made: { folders?: Folders } = {};

  before(async () => {
    made.folders = await pgliteFolders();
  });
  after(() => made.folders?.remove());

  killEverywhereOn('PGlite', {
    plans,
    insideTransactions: (plan) => plan === 'keep',
    fresh: async () => (await made.folders?.fresh()) ?? assert.fail('no folders'),
  });
}
