import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { textsOf } from '../../src/i18n/text.ts';
import { optionalSteps, type OptionalStepId, type StepId } from '../../src/offboarding/model.ts';
import type { OffboardingRequest } from '../../src/offboarding/request.ts';
import { sandboxPeople, sandboxSkus } from '../../src/sandbox/people.ts';
import type { RunningTenant } from '../../src/sandbox/tenant/server.ts';
import type { TenantState } from '../../src/sandbox/tenant/state.ts';
import { verifyAudit } from '../../src/storage/audit.ts';
import { auditRows } from './auditRows.ts';
import { effects, forGood, putBackOf } from './belongingsSteps.ts';
import { textAt } from './card.ts';
import type { Aftermath, Case } from './crash.ts';
import { effectsOf, expectedEffects } from './crashEffects.ts';
import type { MadeLeaver } from './crashLeaver.ts';
import type { Life } from './crashLife.ts';

const { t } = textsOf('en');

/** Whatever was killed: the requests have ended well, once, and journal, audit, tenant and cards say the same. */
export async function checkAftermath(aftermath: Aftermath): Promise<void> {
  const { cases, life } = aftermath;
  assert.equal((await verifyAudit(life.database.kysely)).fault, undefined);
  const rows = await auditRows(life.database);
  for (const each of cases) {
    const about = `killed before ${each.killedBefore ?? 'nothing'}`;
    const requests = await requestsOf(life, each);
    const nothingToDo = each.plan === 'undo of a delete, every step' ? reportsOfNobody : [];
    for (const request of requests) await checkEnd(life, request, { about, nothingToDo });
    for (const { id, plan } of requests) {
      const of = (action: string) => rows.filter((row) => row.requestId === id && row.action === action);
      assert.deepEqual(
        of('step-ended').map(({ details }) => details['step']),
        plan.steps,
        about,
      );
      assert.equal(of('run-ended').length, 1, about);
      assert.equal(of('run-started').filter(({ details }) => details['first'] === true).length, 1, about);
    }
    assert.deepEqual(effectsOf(aftermath.tenant, each), expectedEffects[each.plan], about);
    checkTenant(aftermath.tenant, each, about);
    for (const request of requests) await checkCards(aftermath, request, about);
  }
}

/** The request, and the undo of it if there is one. */
async function requestsOf({ database, deps }: Life, { requestId, plan }: Case): Promise<OffboardingRequest[]> {
  const all = sql<{ id: string }>`select id from request where id = ${requestId} or undo_of->>'id' = ${requestId}
    order by number`;
  const { rows } = await all.execute(database.kysely);
  assert.equal(rows.length, plan.startsWith('undo') ? 2 : 1);
  return Promise.all(rows.map(async ({ id }) => (await deps.store.requests.find(id)) ?? assert.fail()));
}

/** Whose reports were given to somebody else before the delete has none to mend. */
const reportsOfNobody: readonly StepId[] = ['mend-reports'];

interface Expected {
  readonly about: string;
  /** Steps that find everything as it should be. */
  readonly nothingToDo: readonly StepId[];
}

async function checkEnd(
  { deps }: Life,
  { id, plan, state, receipt }: OffboardingRequest,
  { about, nothingToDo }: Expected,
): Promise<void> {
  assert.deepEqual([state, receipt?.headline, receipt?.problems], ['completed', 'done', 0], about);
  const journal = await deps.store.journal.entries(id);
  assert.deepEqual(
    journal.map(({ stepId, position }) => [position, stepId]),
    [...plan.steps.entries()],
    about,
  );
  for (const { stepId, outcome, attempts, leftovers } of journal) {
    const expected = nothingToDo.includes(stepId) ? 'already-so' : 'done';
    assert.deepEqual([outcome, leftovers], [expected, []], `${stepId}, ${about}`);
    assert.ok(attempts <= 2, `${stepId} took ${attempts} attempts, ${about}`);
  }
}

function checkTenant({ state }: RunningTenant, each: Case, about: string): void {
  const { plan, leaver, belongings } = each;
  const isUndo = plan.startsWith('undo');
  const user = state.users[leaver.id] ?? state.deletedUsers[leaver.id];
  assert.equal(leaver.id in state.deletedUsers, plan.startsWith('delete'), about);
  assert.equal(user?.accountEnabled, isUndo, about);
  assert.equal(state.managers[leaver.id], sandboxPeople.manager.id, about);
  if (belongings === undefined) checkTies(state, leaver, about);
  else checkEveryStep(state, each, about);
}

/** Nobody lost anything that a plain keep or delete leaves alone, or that its undo mends. */
function checkTies(state: TenantState, leaver: MadeLeaver, about: string): void {
  const user = state.users[leaver.id] ?? state.deletedUsers[leaver.id];
  assert.deepEqual(user?.assignedLicenses, [{ skuId: sandboxSkus.e3, disabledPlans: [] }], about);
  for (const report of leaver.reports) assert.equal(state.managers[report], leaver.id, about);
  for (const group of leaver.groups) assert.deepEqual(state.members[group], [leaver.id], about);
  for (const group of leaver.owned) assert.deepEqual(state.owners[group], [leaver.id], about);
}

/** What was chosen is so; after an undo everything is as before, but for the meetings. */
function checkEveryStep(state: TenantState, { plan, belongings, untouched }: Case, about: string): void {
  assert.ok(belongings);
  const steps = optionalSteps.filter((step) => plan.includes('keep') || optionalOnDelete.includes(step));
  for (const step of steps) {
    const isSo = !plan.startsWith('undo') || forGood.includes(step);
    assert.equal(effects[step](state, belongings), isSo, `${step}, ${about}`);
  }
  if (plan.startsWith('undo')) assert.deepEqual(putBackOf(state, belongings), untouched, about);
}

const optionalOnDelete: readonly OptionalStepId[] = [
  'cancel-meetings',
  'share-files',
  'hand-over-groups',
  'reassign-reports',
];

/** Every copy shows the receipt; a copy may have been sent twice by a process that died before it could note the first. */
async function checkCards({ life, teams }: Aftermath, { id, number }: OffboardingRequest, about: string) {
  const copies = await life.deps.store.sentCards.ofRequest(id);
  assert.ok(copies.length > 0, about);
  for (const { conversationId, activityId } of copies) {
    const messages = teams.chat(conversationId);
    const card = messages.find((message) => message.id === activityId)?.activity.attachments?.[0]?.content;
    assert.ok(card !== undefined, `the card of request ${number}, ${about}`);
    assert.ok(textAt(card, 'headline').startsWith(t('receipt.done')), about);
    const sent = messages.filter(({ activity }) => JSON.stringify(activity).includes(id));
    assert.ok(sent.length <= 2, `${sent.length} messages about request ${number}, ${about}`);
  }
}
