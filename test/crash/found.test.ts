import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { JournalEntry } from '../../src/offboarding/journal.ts';
import type { OffboardingPath } from '../../src/offboarding/model.ts';
import { startTenant, type RunningTenant } from '../../src/sandbox/tenant/server.ts';
import { addLeaver, addSeats, fullShape, type MadeLeaver } from '../support/crashLeaver.ts';
import { approve, ask, lifeOn, takeBack, takeUp, type Life } from '../support/crashLife.ts';
import { insideTransaction } from '../support/crashPorts.ts';
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

  /** The account as a server answers that has not heard of anything yet. */
  function asBefore(): string {
    return JSON.stringify({ id: leaver.id, accountEnabled: true, signInSessionsValidFromDateTime: null });
  }

  async function approved(path: OffboardingPath): Promise<string> {
    const requestId = randomUUID();
    await ask(life, { requestId, leaverId: leaver.id, path, graceDays: 0 });
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
