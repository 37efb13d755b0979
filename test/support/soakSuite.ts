import { after, describe, it } from 'mocha';
import type { Database } from '../../src/storage/db.ts';
import { startSoak, type SoakOptions, type Tally } from './soak.ts';
import { numberFrom } from './soakRandom.ts';

interface SoakPlan extends Omit<SoakOptions, 'database'> {
  readonly stories: number;
  readonly open: () => Promise<Database>;
}

/** Leaver after leaver, each story from a seed of its own; ends by printing what was counted, and the seed. */
export function soakOn(title: string, { open, stories, ...options }: SoakPlan): void {
  const seed = numberFrom('SOAK_SEED', Date.now() % 1_000_000_000);
  const count = numberFrom('SOAK_RUNS', stories);
  describe(title, function () {
    this.timeout(3_600_000);
    const counted: { tally?: Tally } = {};

    after(() => console.log(`${title}: seed ${seed}, ${count} stories, ${JSON.stringify(counted.tally)}`));

    it('no receipt says "done" of what is not so, and no write has its effect twice', async () => {
      const soak = await startSoak({ database: await open(), ...options });
      counted.tally = soak.tally;
      try {
        for (let n = 0; n < count; n += 1) await soak.story(seed + n);
      } finally {
        await soak.close();
      }
    });
  });
}
