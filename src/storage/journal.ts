import { sql, type Selectable } from 'kysely';
import { FarewellError } from '../errors.ts';
import type { JournalEntry } from '../offboarding/journal.ts';
import type { Journal, ReopenedEnd, StepEnd, StepStart } from '../offboarding/ports/journal.ts';
import type { Executor } from './db.ts';
import { isUuid } from './requestRow.ts';
import type { StepTable } from './tables.ts';
import { isUniqueViolation } from './violations.ts';

/** The journal port over the table `step`; the fence is part of each statement. */
export function journalOn(db: Executor): Journal {
  return {
    entries: (requestId) => entries(db, requestId),
    start: (step, token) => start(db, step, token),
    end: (step, token) => end(db, step, token),
    reopen: (requestId, what) => reopen(db, requestId, what),
    skip: (requestId) => skip(db, requestId),
  };
}

async function entries(db: Executor, requestId: string): Promise<JournalEntry[]> {
  if (!isUuid(requestId)) return [];
  const query = db.selectFrom('step').selectAll().where('request_id', '=', requestId).orderBy('position');
  return (await query.execute()).map(entryFrom);
}

/** The run, if `token` holds it; locked, so that a take-over waits until what is written under the fence is committed. */
function heldRun(db: Pick<Executor, 'selectFrom'>, requestId: string, token: string) {
  return db
    .selectFrom('request')
    .select('id as request_id')
    .where('id', '=', requestId)
    .where('claim_token', '=', token)
    .where('state', '=', 'running')
    .forShare();
}

async function start(db: Executor, step: StepStart, token: string): Promise<JournalEntry> {
  const row = await write(db, step, token).catch((error: unknown) => {
    // The step stands at another position already.
    throw isUniqueViolation(error) ? mismatch(step) : error;
  });
  if (row === undefined) throw takenOver(step.requestId);
  if (row.request_id === null) throw mismatch(step);
  return entryFrom(row as Selectable<StepTable>);
}

/** One statement: no row when the run is not held; a row of nulls when the position is not open for this step. */
function write(db: Executor, step: StepStart, token: string) {
  return db
    .with('held', (inner) => heldRun(inner, step.requestId, token))
    .with('written', (inner) =>
      inner
        .insertInto('step')
        .expression((eb) => eb.selectFrom('held').select(() => firstAttempt(step)))
        .onConflict((conflict) =>
          conflict
            .columns(['request_id', 'position'])
            .doUpdateSet({ attempts: sql`step.attempts + 1` })
            .whereRef('step.step_id', '=', 'excluded.step_id')
            .where('step.outcome', 'is', null),
        )
        .returningAll(),
    )
    .selectFrom('held')
    .leftJoin('written', 'written.request_id', 'held.request_id')
    .selectAll('written')
    .executeTakeFirst();
}

function firstAttempt(step: StepStart) {
  return [
    sql<string>`held.request_id`.as('request_id'),
    sql<number>`${step.position}::integer`.as('position'),
    sql<string>`${step.stepId}::text`.as('step_id'),
    sql<string>`${JSON.stringify(step.snapshot)}::jsonb`.as('snapshot'),
    sql<number>`1`.as('attempts'),
    sql<string>`${step.clientRequestId}::text`.as('client_request_id'),
    sql<Date>`${step.at}::timestamptz`.as('started_at'),
  ];
}

async function end(db: Executor, step: StepEnd, token: string): Promise<void> {
  const { requestId, stepId, outcome, problem, leftovers = [], at } = step;
  const { numUpdatedRows } = await db
    .with('held', (inner) => heldRun(inner, requestId, token))
    .updateTable('step')
    .from('held')
    .set({ outcome, problem: problem ?? null, leftovers: JSON.stringify(leftovers), finished_at: at })
    .whereRef('step.request_id', '=', 'held.request_id')
    .where('step.step_id', '=', stepId)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw takenOver(requestId);
}

async function reopen(db: Executor, requestId: string, what: readonly ReopenedEnd[]): Promise<void> {
  const reopened = sql<boolean>`(outcome = any(${sql.val([...what])}) or problem = any(${sql.val([...what])}))`;
  // Nothing had been looked at yet, and nothing sent: such a step begins anew.
  await db
    .deleteFrom('step')
    .where('request_id', '=', requestId)
    .where(reopened)
    .where(sql<boolean>`snapshot = '{}'::jsonb`)
    .execute();
  await db
    .updateTable('step')
    .set({
      outcome: null,
      problem: null,
      finished_at: null,
      leftovers: '[]',
      // What certainly did not happen is sent anew; what may have happened is read back first, as after a crash.
      attempts: sql`case when outcome = 'unknown' then attempts else 0 end`,
    })
    .where('request_id', '=', requestId)
    .where(reopened)
    .execute();
}

async function skip(db: Executor, requestId: string): Promise<void> {
  const mayBePart = sql<boolean>`(outcome = 'unknown' or problem = 'not-all')`;
  await db
    .updateTable('step')
    .set({
      outcome: 'skipped',
      // An undo takes back what of it was or may be done.
      problem: sql`case when ${mayBePart} then 'skipped-in-part' else 'skipped-by-approver' end`,
    })
    .where('request_id', '=', requestId)
    .where(sql<boolean>`outcome in ('failed', 'unknown')`)
    .execute();
}

function takenOver(requestId: string): FarewellError {
  return new FarewellError('run-taken-over', `The run of ${requestId} belongs to another replica`);
}

function mismatch({ requestId, position, stepId }: StepStart): FarewellError {
  return new FarewellError('plan-mismatch', `Position ${position} of ${requestId} does not stand open for ${stepId}`);
}

function entryFrom(row: Selectable<StepTable>): JournalEntry {
  return {
    requestId: row.request_id,
    position: row.position,
    stepId: row.step_id,
    snapshot: row.snapshot,
    attempts: row.attempts,
    clientRequestId: row.client_request_id,
    startedAt: row.started_at,
    outcome: row.outcome,
    problem: row.problem,
    leftovers: row.leftovers,
    finishedAt: row.finished_at,
  };
}
