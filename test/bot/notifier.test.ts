import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Connector } from '../../src/bot/connector.ts';
import { createNotifier, type NotifierDeps } from '../../src/bot/notifier.ts';
import type { Card } from '../../src/cards/fill.ts';
import { createLog } from '../../src/log.ts';
import type { Store } from '../../src/offboarding/ports/store.ts';
import type { OffboardingRequest } from '../../src/offboarding/request.ts';
import type { Database } from '../../src/storage/db.ts';
import { approved, claim, now, receipt, storeOn } from '../storage/samples.ts';
import { textAt, textOf } from '../support/card.ts';
import { freshPglite } from '../support/databases.ts';
import { policyWith } from '../support/policies.ts';
import { stillClock } from '../support/stillClock.ts';

const userId = 'approver-1';

describe('the card that is brought to somebody', () => {
  let database: Database;
  let store: Store;

  beforeEach(async () => {
    database = await freshPglite();
    store = storeOn(database);
  });
  afterEach(() => database.close());

  it('shows a run that goes on as such, also where somebody pressed Retry while it was being read', async () => {
    const request = await endedWithProblems();
    const sent: Card[] = [];
    const deps = depsWith(retriedWhileRead(request), sent);
    await createNotifier(deps).showAgain(request.id, { userId, audience: 'approver' });
    const card = sent[0] ?? assert.fail('no card was sent');
    assert.match(textOf(card), /●/, 'the step runs');
    assert.equal(textAt({ ...card }, 'headline'), '', 'no receipt of the run before');
  });

  /** Its block failed. */
  async function endedWithProblems(): Promise<OffboardingRequest> {
    const requestId = await approved(store);
    const running = (await store.requests.claimRun(requestId, claim('token'))) ?? assert.fail();
    const step = { requestId, stepId: 'block-sign-in', at: now } as const;
    const line = { position: 0, snapshot: { accountEnabled: true }, clientRequestId: 'c' };
    await store.journal.start({ ...step, ...line }, 'token');
    await store.journal.end({ ...step, outcome: 'failed', problem: 'graph-forbidden' }, 'token');
    await store.contacts.save({ userId, conversationId: 'chat', locale: 'en', reference: {} });
    const ended = await store.requests.change({
      requestId,
      version: running.version,
      from: ['running'],
      to: 'completed-with-errors',
      at: now,
      receipt: { ...receipt, headline: 'done-with-problems', problems: 1 },
    });
    return ended ?? assert.fail();
  }

  /** The retry is stored after the request was read for the first time, and before its journal is. */
  function retriedWhileRead({ id: requestId, version }: OffboardingRequest): Store {
    const retry = () =>
      store.transaction(async ({ requests, journal }) => {
        const from = ['completed-with-errors'] as const;
        await requests.change({ requestId, version, from, to: 'running', at: now, receipt: null });
        await journal.reopen(requestId, ['failed']);
      });
    const entries: Store['journal']['entries'] = async (id) => {
      await retry();
      return store.journal.entries(id);
    };
    return { ...store, journal: { ...store.journal, entries } };
  }
});

function depsWith(store: Store, sent: Card[]): NotifierDeps {
  const connector: Pick<Connector, 'send'> = {
    send: (_place, card) => {
      sent.push(card);
      return Promise.resolve('activity');
    },
  };
  return {
    store,
    connector: connector as Connector,
    tenant: {} as NotifierDeps['tenant'],
    policy: policyWith(),
    ambient: stillClock(now),
    log: createLog('silent'),
  };
}
