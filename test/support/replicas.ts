import type { Deps } from '../../src/approvals/inspect.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { openDatabase, type Database } from '../../src/storage/db.ts';
import { depsOf } from './proposing.ts';
import { storeWithJobs } from './sentJobs.ts';
import type { World } from './world.ts';

/** The use cases as two replicas have them: each with its own pool on one PostgreSQL. */
export interface Replicas {
  readonly one: Deps;
  readonly other: Deps;
  readonly database: Database;
  /** Ends both and starts two others on the same data. */
  restart(): Promise<Replicas>;
  stop(): Promise<void>;
}

type Surroundings = Pick<World, 'tenant' | 'clock'> & { readonly policy: Policy };

/** Both on the database at this address. */
export async function startReplicas(surroundings: Surroundings, url: string): Promise<Replicas> {
  // One after the other: the first makes the table of jobs.
  const [one, database] = await openReplica(surroundings, url);
  const [other, otherDatabase] = await openReplica(surroundings, url);
  const stop = async () => {
    await database.close();
    await otherDatabase.close();
  };
  const restart = async () => {
    await stop();
    return startReplicas(surroundings, url);
  };
  return { one, other, database, restart, stop };
}

async function openReplica(surroundings: Surroundings, url: string): Promise<[Deps, Database]> {
  const database = await openDatabase({ url, dataDir: undefined });
  const deps = depsOf(surroundings, database, surroundings.policy);
  return [{ ...deps, store: await storeWithJobs(database) }, database];
}
