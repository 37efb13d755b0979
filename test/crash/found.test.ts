import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { goOn } from '../../src/approvals/goOn.ts';
import type { JournalEntry } from '../../src/offboarding/journal.ts';
import type { OffboardingPath, PlanOptions } from '../../src/offboarding/model.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant } from '../../src/sandbox/tenant/server.ts';
import { addDevice, addMailbox } from '../support/belongings.ts';
import { addLeaver, addSeats, bareShape, fullShape, type MadeLeaver } from '../support/crashLeaver.ts';
import { approve, ask, lifeOn, takeBack, takeUp, type Life } from '../support/crashLife.ts';
import { insideTransaction } from '../support/crashPorts.ts';
import { actorOf } from '../support/proposing.ts';
import { freshPglite } from '../support/databases.ts';
import { asMortal } from '../support/soakMortal.ts';

/** Each was found by killing processes or by random faults, and is told here in its shortest form. */
describe('what killing and faults have found', function () {
  this.timeout(60_000);
  let tenant: RunningTenant;
  let life: Life;
  let leaver: MadeLeaver;

  beforeEach(async () => {
    tenant = await startTenant({});
    addSeats(tenant.state);
    leaver = addLeaver(tenant.state, { ...fullShape, inFixedGroup: true });
    life = await lifeOn(await freshPglite(), { tenantUrl: tenant.url, teamsUrl: '', aheadMs: 0 });
  });
  afterEach(async () => {
    await tenant.close();
    await life.database.close();
  });

  it('keep: a revoke that could not look before it began, and whose process died then, is sent and not taken for done', async () => {
    const id = await approvedLongAgo('keep');
    // The first look is the block's, the second the revoke's.
    tenant.fault({ ...lookAt('id,accountEnabled'), nth: 2, answer: { status: 403 } });
    assert.ok(await asMortal(life, beforeEnd(2), takeUp));
    await takeUp(life);
    const sent = tenant.calls.filter(({ path }) => path.endsWith('/revokeSignInSessions'));
    assert.deepEqual([(await journalOf(id))[1]?.outcome, sent.length], ['done', 1]);
  });

  it('delete: one that could not look before it began, and whose process died then, does not go ahead without a snapshot', async () => {
    const id = await approvedLongAgo('delete');
    tenant.fault({ ...lookAt('id,licenseAssignmentStates'), answer: { status: 403 } });
    assert.ok(await asMortal(life, beforeEnd(3), takeUp));
    await takeUp(life);
    const line = (await journalOf(id))[2];
    assert.equal(line?.outcome, 'done');
    assert.ok(line.snapshot['ties'], 'what an undo has to bring back');
  });

  it('undo: an outcome that Graph kept to itself does not hide what could not be put back', async () => {
    const id = await deleted();
    tenant.state.restoreForgets = ['groups'];
    const undoId = await takeBack(life, id);
    tenant.fault({ method: 'POST', path: '/members/\\$ref', answer: { drop: 'after' } });
    await takeUp(life);
    const groups = (await journalOf(undoId)).find(({ stepId }) => stepId === 'mend-groups');
    assert.deepEqual([groups?.outcome, groups?.leftovers.map(({ why }) => why)], ['failed', ['fixed-membership']]);
  });

  it('undo: a restored user who does not show at once is waited for', async () => {
    const id = await deleted();
    tenant.state.restoreForgets = ['manager', 'reports'];
    const undoId = await takeBack(life, id);
    tenant.state.lagReads = 3;
    await takeUp(life);
    const ends = (await journalOf(undoId)).map(({ stepId, outcome }) => `${stepId} ${outcome}`);
    assert.deepEqual(ends.slice(0, 3), ['restore-user done', 'mend-manager done', 'mend-reports done']);
    assert.equal((await life.deps.store.requests.find(undoId))?.receipt?.headline, 'done');
  });

  it('undo: a read from before the delete does not pass for a user whom somebody restored', async () => {
    const id = await deleted();
    const undoId = await takeBack(life, id);
    tenant.fault({ method: 'GET', path: '^/directory/deletedItems/', answer: { status: 404 } });
    tenant.fault({ method: 'GET', path: `^/users/${leaver.id}\\?`, answer: { status: 200, body: asBefore() } });
    await takeUp(life);
    assert.equal((await journalOf(undoId))[0]?.outcome, 'done');
    assert.ok(leaver.id in tenant.state.users);
  });

  it('delete: a repeat that finds nobody, and cannot look among the deleted, does not say that it failed', async () => {
    const id = await approved('delete');
    const path = `^/users/${leaver.id}$`;
    tenant.fault({ method: 'DELETE', path, answer: { drop: 'after' } });
    const deletedItem = `^/directory/deletedItems/${leaver.id}`;
    // Read back in vain: the directory lags. Then it can't be read at all for a while.
    tenant.fault({ method: 'GET', path: deletedItem, times: 6, answer: { status: 404 } });
    tenant.fault({ method: 'GET', path: deletedItem, nth: 7, times: 1, answer: { status: 403 } });
    await takeUp(life);
    assert.equal((await journalOf(id))[2]?.outcome, 'done');
    assert.equal((await life.deps.store.requests.find(id))?.receipt?.readBack.deleted, true);
  });

  it('delete: where the deleted users cannot be read, nothing is said of an account that may be gone', async () => {
    const id = await approved('delete');
    tenant.fault({ method: 'GET', path: '^/directory/deletedItems/', times: -1, answer: { status: 403 } });
    await takeUp(life);
    const receipt = (await life.deps.store.requests.find(id))?.receipt;
    assert.deepEqual(receipt?.readBack, { signInBlocked: null, sessionsRevoked: null, deleted: null });
    assert.equal(receipt?.headline, 'done-with-problems');
  });

  it('keep: of somebody who is gone by the end it is not said that they can sign in', async () => {
    const id = await approved('keep');
    tenant.fault({ method: 'GET', path: `^/users/${leaver.id}\\?`, times: -1, answer: { status: 404 } });
    await takeUp(life);
    assert.equal((await life.deps.store.requests.find(id))?.receipt?.readBack.signInBlocked, null);
  });

  it('keep: where one device was disabled and the next one throttled, that one is listed, and an undo enables the first', async () => {
    const [first, second] = twoDevices();
    const path = `^/devices/(${first}|${second})`;
    tenant.fault({ method: 'PATCH', path, nth: 2, times: -1, answer: { status: 429, retryAfter: 400 } });
    const id = await approved('keep', { steps: ['disable-devices'] });
    await takeUp(life);
    const line = (await journalOf(id))[2];
    assert.deepEqual([line?.outcome, line?.problem], ['failed', 'not-all']);
    assert.deepEqual(
      line?.leftovers.map((left) => [left.id, left.why]),
      [[second, 'graph-throttled']],
    );
    tenant.clearFaults();
    await takeBack(life, id);
    await takeUp(life);
    assert.deepEqual([isEnabled(first), isEnabled(second)], [true, true]);
  });

  it('keep: where Graph never says what became of the second device, the first is not forgotten by an undo', async () => {
    const [first, second] = twoDevices();
    const path = `^/devices/(${first}|${second})`;
    tenant.fault({ method: 'PATCH', path, nth: 2, times: -1, answer: { status: 502 } });
    const id = await approved('keep', { steps: ['disable-devices'] });
    await takeUp(life);
    const line = (await journalOf(id))[2];
    assert.deepEqual([line?.outcome, line?.leftovers.map((left) => left.id)], ['failed', [second]]);
    tenant.clearFaults();
    await takeBack(life, id);
    await takeUp(life);
    assert.deepEqual([isEnabled(first), isEnabled(second)], [true, true]);
  });

  it('undo: a report who still shows their manager of before is waited for, and not left out', async () => {
    const reports = [...leaver.reports, personBelow()];
    const id = await approved('keep', { steps: ['reassign-reports'], successor: sandboxPeople.secondApprover });
    await takeUp(life);
    await takeBack(life, id);
    await takeUp(seeingFirst(reports[0] ?? '', [leaver.id]));
    for (const report of reports) assert.equal(tenant.state.managers[report], leaver.id);
  });

  it('undo: one that is tried again does not take the place of what somebody wrote in between', async () => {
    addMailbox(tenant.state, leaver.id);
    const id = await approved('keep', { steps: ['auto-reply'], autoReply: 'I have left.' });
    await takeUp(life);
    const requestId = await takeBack(life, id);
    tenant.fault({ method: 'PATCH', path: '/mailboxSettings$', answer: { status: 403 } });
    await takeUp(life);
    const reply = tenant.state.mailboxes[leaver.id]?.automaticRepliesSetting ?? assert.fail();
    reply['internalReplyMessage'] = '<p>Ask my colleague.</p>';
    await tryAgain(requestId);
    const now = tenant.state.mailboxes[leaver.id]?.automaticRepliesSetting;
    assert.equal(now?.['internalReplyMessage'], '<p>Ask my colleague.</p>');
    assert.equal((await life.deps.store.requests.find(requestId))?.receipt?.headline, 'done');
  });

  it('delete: a repeat that finds nobody any more does not make an undo forget the reports who were given away', async () => {
    const reports = [...leaver.reports, personBelow()];
    const successor = sandboxPeople.secondApprover;
    tenant.fault({ method: 'PUT', path: `^/users/${reports[1]}/manager`, times: -1, answer: { status: 403 } });
    const id = await approved('delete', { steps: ['reassign-reports'], successor });
    await takeUp(life);
    assert.deepEqual(
      reports.map((report) => tenant.state.managers[report]),
      [successor.id, leaver.id],
    );
    await tryAgain(id);
    assert.equal((await journalOf(id))[2]?.outcome, 'unknown');
    tenant.clearFaults();
    await takeBack(life, id);
    await takeUp(life);
    for (const report of reports) assert.equal(tenant.state.managers[report], leaver.id);
  });

  it('undo: a report whose new manager is gone is given back, and not said to have another one', async () => {
    const successor = tenant.state.users[addLeaver(tenant.state, bareShape).id] ?? assert.fail();
    const id = await approved('keep', { steps: ['reassign-reports'], successor });
    await takeUp(life);
    delete tenant.state.users[successor.id];
    tenant.state.deletedUsers[successor.id] = { ...successor, deletedDateTime: successor.createdDateTime };
    const undoId = await takeBack(life, id);
    await takeUp(life);
    const line = (await journalOf(undoId)).find(({ stepId }) => stepId === 'take-back-reports');
    assert.deepEqual([line?.outcome, line?.leftovers], ['done', []]);
    for (const report of leaver.reports) assert.equal(tenant.state.managers[report], leaver.id);
  });

  /** What ended with problems, by an approver's word. */
  async function tryAgain(requestId: string): Promise<void> {
    const version = (await life.deps.store.requests.find(requestId))?.version ?? 0;
    const actor = actorOf(sandboxPeople.approver);
    const { kind } = await goOn(life.deps, { requestId, version, actor, how: 'retry', comment: '' });
    assert.equal(kind, 'going-on');
    await takeUp(life);
  }

  /** A process whose first look at who is above somebody finds what was so before. */
  function seeingFirst(person: string, above: readonly string[]): Life {
    const port = life.deps.tenant;
    const seen = { looks: 0 };
    const managerChains: typeof port.managerChains = async (ids) => {
      const chains = await port.managerChains(ids);
      seen.looks += 1;
      return seen.looks === 1 ? new Map([...chains, [person, above]]) : chains;
    };
    return { ...life, deps: { ...life.deps, tenant: { ...port, managerChains } } };
  }

  function twoDevices(): [string, string] {
    return [addDevice(tenant.state, leaver.id), addDevice(tenant.state, leaver.id)];
  }

  function isEnabled(device: string): boolean | undefined {
    return tenant.state.devices[device]?.accountEnabled;
  }

  /** One more who reports to the leaver. */
  function personBelow(): string {
    const { id } = addLeaver(tenant.state, bareShape);
    tenant.state.managers[id] = leaver.id;
    return id;
  }

  /** The account as a server answers that has not heard of anything yet. */
  function asBefore(): string {
    return JSON.stringify({ id: leaver.id, accountEnabled: true, signInSessionsValidFromDateTime: null });
  }

  async function approved(path: OffboardingPath, options: Partial<PlanOptions> = {}): Promise<string> {
    const requestId = randomUUID();
    await ask(life, { requestId, leaverId: leaver.id, path, options });
    await approve(life, requestId);
    return requestId;
  }

  /** So long ago that the run looks for itself. */
  async function approvedLongAgo(path: OffboardingPath): Promise<string> {
    const id = await approved(path);
    life.clock.aheadMs += 61_000;
    return id;
  }

  /** The read of the leaver that selects this. */
  function lookAt(select: string): { method: string; path: string } {
    return { method: 'GET', path: `^/users/${leaver.id}\\?.*select=${select}` };
  }

  async function deleted(): Promise<string> {
    const id = await approved('delete');
    await takeUp(life);
    return id;
  }

  function journalOf(id: string): Promise<JournalEntry[]> {
    return life.deps.store.journal.entries(id);
  }

  /** Before the outcome of the run's nth step is written. */
  function beforeEnd(nth: number): (what: string) => boolean {
    const seen = { ends: 0 };
    return (what) => {
      if (what === `${insideTransaction}journal.end`) seen.ends += 1;
      return seen.ends === nth;
    };
  }
});
