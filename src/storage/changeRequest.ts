import { sql } from 'kysely';
import type { Decision, OffboardingRequest, RequestState } from '../offboarding/request.ts';
import type { Transition } from '../offboarding/ports/requests.ts';
import type { Executor } from './db.ts';
import { isUuid, requestFrom } from './requestRow.ts';

/** States that a run ends in; a rejected or cancelled request never ran. */
const runEnds: readonly RequestState[] = ['completed', 'completed-with-errors', 'stopped'];

/**
 * The compare-and-swap, in one statement: whoever's UPDATE meets the version and a state it may leave from has won.
 * A verdict leaves its own row beside it, since a later cancellation overwrites the request's decision.
 */
export async function changeRequest(db: Executor, transition: Transition): Promise<OffboardingRequest | undefined> {
  if (!isUuid(transition.requestId)) return undefined;
  const { decision } = transition;
  const row =
    decision === undefined || decision.verdict === 'cancelled'
      ? await updateOf(db, transition).executeTakeFirst()
      : await decide(db, transition, decision).executeTakeFirst();
  return row && requestFrom(row);
}

function updateOf(
  db: Pick<Executor, 'updateTable'>,
  { requestId, version, from, to, decision, receipt, at }: Transition,
) {
  const ended = runEnds.includes(to);
  return db
    .updateTable('request')
    .set({
      state: to,
      version: sql`version + 1`,
      ...(decision && { decision: JSON.stringify(decision) }),
      ...(receipt && { receipt: JSON.stringify(receipt) }),
      ...(ended && { finished_at: at, claim_token: null, claimed_until: null }),
      ...(to === 'running' && { started_at: sql<Date>`coalesce(started_at, ${at})` }),
    })
    .where('id', '=', requestId)
    .where('version', '=', version)
    .where(sql<boolean>`state = any(${sql.val([...from])})`)
    .returningAll();
}

function decide(db: Executor, transition: Transition, { verdict, by, comment, at }: Decision) {
  return db
    .with('changed', (inner) => updateOf(inner, transition))
    .with('approval_row', (inner) =>
      inner
        .insertInto('approval')
        .expression((eb) =>
          eb
            .selectFrom('changed')
            .select((col) => [
              col.ref('changed.id').as('request_id'),
              sql<string>`${by.id}::text`.as('approver_id'),
              sql<string>`${verdict}::text`.as('verdict'),
              sql<string>`${comment}::text`.as('comment'),
              sql<Date>`${at}::timestamptz`.as('decided_at'),
            ]),
        ),
    )
    .selectFrom('changed')
    .selectAll();
}
