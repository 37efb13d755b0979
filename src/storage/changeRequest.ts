import { sql } from 'kysely';
import { FarewellError } from '../errors.ts';
import type { Transition } from '../offboarding/ports/requests.ts';
import type { OffboardingRequest, RequestState } from '../offboarding/request.ts';
import type { Executor } from './db.ts';
import { isUuid, requestFrom } from './requestRow.ts';
import { isUniqueViolation } from './violations.ts';

/** States that a run ends in; a rejected or cancelled request never ran. */
const runEnds: readonly RequestState[] = ['completed', 'completed-with-errors', 'stopped'];

/** The compare-and-swap, in one statement: whoever's UPDATE meets the version and a state it may leave from has won. */
export async function changeRequest(db: Executor, transition: Transition): Promise<OffboardingRequest | undefined> {
  const { requestId, version, from, to, at } = transition;
  if (!isUuid(requestId)) return undefined;
  const row = await db
    .updateTable('request')
    .set({
      state: to,
      version: sql`version + 1`,
      ...(transition.anew === undefined
        ? { state_version: sql`case when state = ${to} then state_version else version + 1 end` }
        : anew(transition.anew)),
      ...told(transition),
      // What is only told of an ended run is no second end.
      ...(runEnds.includes(to) && {
        finished_at: sql`case when state = ${to} then finished_at else ${at} end`,
        ...unclaimed,
      }),
      ...(to === 'grace' && unclaimed),
      ...(to === 'running' && { finished_at: null }),
    })
    .where('id', '=', requestId)
    .where('version', '=', version)
    .where(sql<boolean>`state = any(${sql.val([...from])})`)
    .returningAll()
    .executeTakeFirst()
    .catch((error: unknown) => {
      // An ended request that is to go on, while another one for the same leaver is open.
      if (!isUniqueViolation(error, 'request_open_leaver')) throw error;
      throw new FarewellError('leaver-has-open-request', 'The leaver has another open request', { cause: error });
    });
  return row && requestFrom(row);
}

const unclaimed = { claim_token: null, claimed_until: null };

/** The columns of what the transition says; what it leaves out stays as it is. */
function told({ event, decision, approvals, leftovers, nextNoticeAt, resumeAt, receipt, openLeftovers }: Transition) {
  return {
    ...(event && { events: sql<string>`events || ${JSON.stringify([event])}::jsonb` }),
    ...(decision !== undefined && { decision: decision && JSON.stringify(decision) }),
    ...(approvals && { approvals: JSON.stringify(approvals) }),
    ...(leftovers && { plan: sql<string>`jsonb_set(plan, '{leftovers}', ${JSON.stringify(leftovers)}::jsonb)` }),
    ...(nextNoticeAt !== undefined && { next_notice_at: nextNoticeAt }),
    ...(resumeAt && { resume_at: resumeAt }),
    ...(receipt !== undefined && { receipt: receipt && JSON.stringify(receipt) }),
    ...(openLeftovers !== undefined && { open_leftovers: openLeftovers }),
  };
}

/** It starts over: what it is about is what is so now, and nobody holds its run. */
function anew({ leaver, plan, findings, basisHash }: NonNullable<Transition['anew']>) {
  return {
    state_version: sql<number>`version + 1`,
    leaver: JSON.stringify(leaver),
    plan: JSON.stringify(plan),
    findings: JSON.stringify(findings),
    basis_hash: basisHash,
    started_at: null,
    ...unclaimed,
  };
}
