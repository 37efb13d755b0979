import { sql, type Selectable } from 'kysely';
import { FarewellError } from '../errors.ts';
import type { JournalEntry } from '../offboarding/journal.ts';
import type { Journal, StepEnd, StepStart } from '../offboarding/ports/journal.ts';
import type { Executor } from './db.ts';
import { isUuid } from './requestRow.ts';
import type { StepTable } from './tables.ts';

/** The journal port over the table `step`; the fence is part of each statement. */
export function journalOn(db: Executor): Journal {
  return {
    entries: (requestId) => entries(db, requestId),
    start: (step, token) => start(db, step, token),
    end: (step, token) => end(db, step, token),
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

async function end(db: Executor, { requestId, stepId, outcome, problem, at }: StepEnd, token: string): Promise<void> {
  const { numUpdatedRows } = await db
    .with('held', (inner) => heldRun(inner, requestId, token))
    .updateTable('step')
    .from('held')
    .set({ outcome, problem: problem ?? null, finished_at: at })
    .whereRef('step.request_id', '=', 'held.request_id')
    .where('step.step_id', '=', stepId)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw takenOver(requestId);
}

function takenOver(requestId: string): FarewellError {
  return new FarewellError('run-taken-over', `The run of ${requestId} belongs to another replica`);
}

function mismatch({ requestId, position, stepId }: StepStart): FarewellError {
  return new FarewellError('plan-mismatch', `Position ${position} of ${requestId} does not stand open for ${stepId}`);
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505';
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
    finishedAt: row.finished_at,
  };
}
