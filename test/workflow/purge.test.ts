import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { sql } from 'kysely';
import { useFakeTimers, type SinonFakeTimers } from 'sinon';
import { textsOf } from '../../src/i18n/text.ts';
import { createLog } from '../../src/log.ts';
import { optionalSteps } from '../../src/offboarding/model.ts';
import { dayInMs } from '../../src/offboarding/plan.ts';
import type { Store } from '../../src/offboarding/ports/store.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { verifyAudit } from '../../src/storage/audit.ts';
import type { RunDeps } from '../../src/workflow/deps.ts';
import { keepPurging, purge, type RetentionPolicy } from '../../src/workflow/purge.ts';
import { auditRows } from '../support/auditRows.ts';
import { textAt, textOf, verbs } from '../support/card.ts';
import { eachDatabase } from '../support/databases.ts';
import { policyWith } from '../support/policies.ts';
import {
  approveUntil,
  askAbout,
  auditOf,
  click,
  failNext,
  isDone,
  isReceipt,
  startScene,
  stored,
  type Case,
  type Scene,
} from '../support/scene.ts';
import { stillClock } from '../support/stillClock.ts';
import { approve, later, newRequest, now, storeOn } from '../storage/samples.ts';

const log = createLog('silent');
const policy: RetentionPolicy = { requestDays: 365, conversationDays: 30 };
const { t } = textsOf('en');

describe('a request whose time to be kept is over', () => {
  let scene: Scene;
  let kept: Case;
  let failed: Case;
  let waiting: Case;

  before(async () => {
    scene = await startScene({ EXPIRE_AFTER_DAYS: '365' });
    const { hr } = sandboxPeople;
    const successor = { id: hr.id, displayName: hr.displayName, mail: 'hr@contoso.example' };
    const options = { steps: [...optionalSteps], successor, autoReply: 'Robin Storm has left; write to me.' };
    kept = await askAbout(scene, 'Robin Storm', { path: 'keep', options });
    await approveUntil(scene, kept, 'done', isDone);
    failed = await askAbout(scene, 'Kim Fail', { path: 'keep' });
    failNext(scene, 'block-sign-in', failed.leaverId, { answer: { status: 403 } });
    await approveUntil(scene, failed, 'a receipt', isReceipt);
    scene.world.clock.advance(366 * dayInMs);
    waiting = await askAbout(scene, 'Ada Waits', { path: 'keep' });
    await purge({ ...scene.aside.deps, log }, policy);
  });
  after(() => scene.close());

  it('is purged, with a row in the audit, which is whole; one that is open is not', async () => {
    assert.equal((await auditOf(scene, kept, 'purged')).length, 1);
    assert.equal((await auditOf(scene, failed, 'purged')).length, 1);
    assert.notEqual((await stored(scene, kept)).purgedAt, null);
    assert.equal((await stored(scene, waiting)).leaver.displayName, waiting.name);
    assert.deepEqual(await auditOf(scene, waiting, 'purged'), []);
    const { fault, rows } = await verifyAudit(scene.database.kysely);
    assert.equal(fault, undefined);
    assert.ok(rows > 10);
  });

  it('has no name, address or text left in any table that knows it', async () => {
    const { manager, approver, hr } = sandboxPeople;
    const names = [manager, approver, hr].map(({ displayName }) => displayName);
    const { kysely } = scene.database;
    for (const text of [...names, kept.name, failed.name, '@contoso', 'write to me']) {
      for (const [table, key] of [
        ['request', 'id'],
        ['step', 'request_id'],
        ['sent_card', 'request_id'],
        ['audit', 'request_id'],
      ] as const) {
        const { rows } = await sql<{ held: unknown }>`select to_jsonb(held) as held from ${sql.table(table)} as held
          where ${sql.ref(key)} in (${kept.requestId}, ${failed.requestId})
          and position(${text} in to_jsonb(held)::text) > 0`.execute(kysely);
        assert.deepEqual(rows, [], `${text} in ${table}`);
      }
    }
  });

  it('shows on a click that its names are gone, and does nothing', async () => {
    const before = scene.world.tenant.calls.filter(({ method }) => method === 'PATCH').length;
    for (const verb of [
      'undo',
      'retry',
      'skip',
      'approve',
      'reject',
      'withdraw',
      'call-off',
      'view',
      'tick',
      'review-keep',
    ]) {
      for (const { requestId } of [kept, failed]) {
        const { version } = await stored(scene, { requestId });
        const data = { requestId, version, ...(verb === 'review-keep' ? { review: '30' } : {}) };
        const said = scene.approver.sentences.length;
        const pressed = await scene.approver.invoke(click(verb, data));
        assert.equal(pressed.status, 200, verb);
        const answer = [textOf(pressed.card), pressed.sentence, ...scene.approver.sentences.slice(said)].join('\n');
        assert.notEqual(answer.trim(), '', `${verb} is answered`);
        assert.doesNotMatch(answer, /Robin|Kim|went wrong|reference/i, verb);
        assert.doesNotMatch(answer, / {2}|undefined|null|\$\{|\{\{/, `${verb}: nothing is missing in ${answer}`);
      }
    }
    assert.equal(scene.world.tenant.calls.filter(({ method }) => method === 'PATCH').length, before);
    assert.deepEqual([(await stored(scene, kept)).state, (await stored(scene, failed)).state].sort(), [
      'completed',
      'completed-with-errors',
    ]);
  });

  it('can neither be undone nor retried, and says why', async () => {
    const { number } = await stored(scene, kept);
    await scene.approver.say(`undo ${number}`);
    assert.equal(scene.approver.lastSentence, t('undo.purged', { number }));
    const { version, number: other } = await stored(scene, failed);
    await scene.approver.invoke(click('retry', { requestId: failed.requestId, version }));
    assert.equal(scene.approver.lastSentence, t('undo.purged', { number: other }));
  });

  it('stands in the list of who asked for it without a name, and has a card that says so', async () => {
    await scene.manager.say('status');
    const rows = textOf(scene.manager.card);
    assert.match(rows, /Ada Waits/);
    assert.match(rows, /Request 1: \(name removed\)\. Keep the data\. Done\./);
    await scene.manager.say('status 1');
    const { card } = scene.manager;
    assert.equal(textAt(card, 'title'), 'Request 1');
    assert.match(textAt(card, 'purged-what'), /^Keep the data, asked on .*\. Done\.$/);
    assert.match(textAt(card, 'purged-why'), /were removed on/);
    assert.deepEqual(verbs(card), []);
  });

  it('is not found by a name that is no longer known', async () => {
    await scene.approver.say('history of Robin Storm');
    assert.equal(scene.approver.lastSentence, t('say.history-none', { query: 'Robin Storm' }));
  });

  it('leaves what waits to be decided on', async () => {
    await approveUntil(scene, waiting, 'done', isDone);
    assert.equal((await stored(scene, waiting)).state, 'completed');
  });
});

eachDatabase('a purge', (open) => {
  it('works off any number in batches, each request once, whoever else purges at the same time', async () => {
    const database = await open();
    const store = storeOn(database);
    const count = 120;
    for (let n = 0; n < count; n += 1) {
      const { id } = await store.requests.create(newRequest());
      await store.requests.change(approve(id, { to: 'rejected', nextNoticeAt: null }));
    }
    const deps = depsWith(store, later(366 * dayInMs));
    await Promise.all([purge(deps, policy), purge(deps, policy)]);
    await purge(deps, policy);
    const rows = (await auditRows(database)).filter(({ action }) => action === 'purged');
    assert.equal(new Set(rows.map(({ requestId }) => requestId)).size, count);
    assert.equal(rows.length, count);
    assert.equal((await verifyAudit(database.kysely)).fault, undefined);
  });

  it('ends after the batch under way when it is told to, and goes on the next time', async () => {
    const database = await open();
    const store = storeOn(database);
    for (let n = 0; n < 60; n += 1) {
      const { id } = await store.requests.create(newRequest());
      await store.requests.change(approve(id, { to: 'rejected', nextNoticeAt: null }));
    }
    const stopping = new AbortController();
    const stopped: Store = {
      ...store,
      transaction: (work) => store.transaction(work).finally(() => stopping.abort()),
    };
    const purged = async () => (await auditRows(database)).filter(({ action }) => action === 'purged').length;
    await purge(depsWith(stopped, later(366 * dayInMs)), policy, stopping.signal);
    assert.equal(await purged(), 50);
    await purge(depsWith(store, later(366 * dayInMs)), policy);
    assert.equal(await purged(), 60);
  });
});

describe('the purge in the background', () => {
  let timers: SinonFakeTimers;
  beforeEach(() => {
    timers = useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });
  afterEach(() => timers.restore());

  it('looks at the start and every hour, goes on after a fault, and looks no more once it has stopped', async () => {
    let transactions = 0;
    const store = {
      transaction: () => {
        transactions += 1;
        return transactions === 1 ? Promise.reject(new Error('no database')) : Promise.resolve(0);
      },
    } as unknown as Store;
    const purging = keepPurging(depsWith(store, now), policy);
    await timers.tickAsync(0);
    assert.equal(transactions, 4, 'requests, which failed, and the three other kinds');
    await timers.tickAsync(3_599_999);
    assert.equal(transactions, 4);
    await timers.tickAsync(1);
    assert.equal(transactions, 8);
    await purging.stop();
    await timers.tickAsync(7_200_000);
    assert.equal(transactions, 8);
  });
});

function depsWith(store: Store, at: Date): RunDeps {
  return { store, log, policy: policyWith(), ambient: stillClock(at), tenant: {} as RunDeps['tenant'] };
}
