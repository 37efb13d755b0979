import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { textsOf } from '../../src/i18n/text.ts';
import type { OffboardingRequest } from '../../src/offboarding/request.ts';
import { sandboxPeople, sandboxSkus } from '../../src/sandbox/people.ts';
import type { RunningTenant } from '../../src/sandbox/tenant/server.ts';
import { verifyAudit } from '../../src/storage/audit.ts';
import type { PlanName } from '../crash/child.ts';
import { auditRows } from './auditRows.ts';
import { textAt } from './card.ts';
import type { Aftermath, Case } from './crash.ts';
import type { Life } from './crashLife.ts';

const { t } = textsOf('en');

/** The writes of each plan that Graph carried out, in order. */
const keep = ['PATCH user', 'POST revokeSignInSessions'];
const deletion = [...keep, 'DELETE user'];
const mending = ['PUT manager', 'PUT manager', 'POST members', 'POST owners', 'POST assignLicense'];
const expected: Readonly<Record<PlanName, readonly string[]>> = {
  keep,
  delete: deletion,
  'delete in two parts': deletion,
  'undo of a keep': [...keep, 'PATCH user'],
  'undo of a delete': [...deletion, 'POST restore', ...mending, 'PATCH user'],
  cards: keep,
};

/** Whatever was killed: the requests have ended well, once, and journal, audit, tenant and cards say the same. */
export async function checkAftermath(aftermath: Aftermath): Promise<void> {
  const { cases, life } = aftermath;
  assert.equal((await verifyAudit(life.database.kysely)).fault, undefined);
  const rows = await auditRows(life.database);
  for (const each of cases) {
    const about = `killed before ${each.killedBefore ?? 'nothing'}`;
    const requests = await requestsOf(life, each);
    for (const request of requests) await checkEnd(life, request, about);
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
    assert.deepEqual(effects(aftermath.tenant, each), expected[each.plan], about);
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

async function checkEnd({ deps }: Life, { id, plan, state, receipt }: OffboardingRequest, about: string) {
  assert.deepEqual([state, receipt?.headline, receipt?.problems], ['completed', 'done', 0], about);
  const journal = await deps.store.journal.entries(id);
  assert.deepEqual(
    journal.map(({ stepId, position }) => [position, stepId]),
    [...plan.steps.entries()],
    about,
  );
  for (const { stepId, outcome, attempts, leftovers } of journal) {
    assert.deepEqual([outcome, leftovers], ['done', []], `${stepId}, ${about}`);
    assert.ok(attempts <= 2, `${stepId} took ${attempts} attempts, ${about}`);
  }
}

/** What was carried out of all that was sent about the leaver, their reports and their groups, in order. */
function effects({ calls }: RunningTenant, { leaver }: Case): string[] {
  const ids = [leaver.id, ...leaver.reports, ...leaver.groups, ...leaver.owned];
  return calls
    .filter(({ method, path, status }) => {
      const isWrite = method !== 'GET' && !path.includes('$batch') && !path.includes('checkMemberObjects');
      return isWrite && status >= 200 && status < 300 && ids.some((id) => path.includes(id));
    })
    .map(({ method, path }) => {
      const last = path.replace('/$ref', '').split('/').at(-1) ?? '';
      return `${method} ${ids.includes(last) ? 'user' : last}`;
    });
}

function checkTenant({ state }: RunningTenant, { plan, leaver }: Case, about: string): void {
  const isUndo = plan.startsWith('undo');
  const user = state.users[leaver.id] ?? state.deletedUsers[leaver.id];
  assert.equal(leaver.id in state.deletedUsers, plan.startsWith('delete'), about);
  assert.equal(user?.accountEnabled, isUndo, about);
  assert.deepEqual(user?.assignedLicenses, [{ skuId: sandboxSkus.e3, disabledPlans: [] }], about);
  assert.equal(state.managers[leaver.id], sandboxPeople.manager.id, about);
  for (const report of leaver.reports) assert.equal(state.managers[report], leaver.id, about);
  for (const group of leaver.groups) assert.deepEqual(state.members[group], [leaver.id], about);
  for (const group of leaver.owned) assert.deepEqual(state.owners[group], [leaver.id], about);
}

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
