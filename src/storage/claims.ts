import { sql } from 'kysely';
import type { OffboardingRequest } from '../offboarding/request.ts';
import type { Executor } from './db.ts';
import { isUuid, requestFrom } from './requestRow.ts';

export interface Claim {
  readonly token: string;
  readonly now: Date;
  readonly until: Date;
}

/** By how much the queue's clock (the database's) may run ahead of ours before a job that is on time looks too early. */
const clockToleranceMs = 5_000;

/**
 * Takes, renews or takes over a run. A renewal leaves the version alone; a first claim and a take-over raise it, so that
 * the compare-and-swap of a holder who was taken over fails too.
 */
export async function claimRun(db: Executor, id: string, claim: Claim): Promise<OffboardingRequest | undefined> {
  if (!isUuid(id)) return undefined;
  const dueBy = new Date(claim.now.getTime() + clockToleranceMs);
  const row = await db
    .updateTable('request')
    .set({
      state: 'running',
      version: sql`version + case when claim_token is distinct from ${claim.token} then 1 else 0 end`,
      state_version: sql`case when state = 'running' then state_version else version + 1 end`,
      started_at: sql`coalesce(started_at, ${claim.now})`,
      claim_token: claim.token,
      claimed_until: claim.until,
    })
    .where('id', '=', id)
    .where((eb) =>
      eb.or([
        eb.and([eb('state', '=', 'approved'), eb.or([eb('run_at', 'is', null), eb('run_at', '<=', dueBy)])]),
        eb('state', '=', 'running'),
        eb.and([eb('state', '=', 'grace'), eb('resume_at', '<=', dueBy)]),
      ]),
    )
    .where((eb) =>
      eb.or([
        eb('claimed_until', 'is', null),
        eb('claimed_until', '<=', claim.now),
        eb('claim_token', '=', claim.token),
      ]),
    )
    .returningAll()
    .executeTakeFirst();
  return row && requestFrom(row);
}

/** Ids of the runs to take up, the longest due first. */
export async function unclaimedDue(db: Executor, now: Date, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('request')
    .select('id')
    .where(sql<boolean>`state in ('approved', 'running', 'grace')`)
    .where((eb) =>
      eb.or([
        eb('state', '=', 'running'),
        eb.and([eb('state', '=', 'approved'), eb.or([eb('run_at', 'is', null), eb('run_at', '<=', now)])]),
        eb.and([eb('state', '=', 'grace'), eb('resume_at', '<=', now)]),
      ]),
    )
    .where((eb) => eb.or([eb('claimed_until', 'is', null), eb('claimed_until', '<=', now)]))
    .orderBy(sql`coalesce(resume_at, run_at, created_at)`)
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Voids the claim of this holder; false: somebody else's, or the run has ended. */
export async function releaseClaim(db: Executor, id: string, token: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('request')
    .set({ claim_token: null, claimed_until: null })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .where('claim_token', '=', token)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Voids every claim, so that the runs of a killed process need not wait for theirs to lapse. */
export async function releaseAllClaims(db: Executor): Promise<void> {
  await db
    .updateTable('request')
    .set({ claim_token: null, claimed_until: null })
    .where('state', '=', 'running')
    .where('claim_token', 'is not', null)
    .execute();
}
