import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { useFakeTimers, type SinonFakeTimers } from 'sinon';
import { createLog } from '../../src/log.ts';
import type { Requests } from '../../src/offboarding/ports/requests.ts';
import type { Store } from '../../src/offboarding/ports/store.ts';
import type { RunDeps } from '../../src/workflow/deps.ts';
import { recoverRuns } from '../../src/workflow/recover.ts';
import { keepWatch } from '../../src/workflow/watch.ts';
import { approved, claim, later, newRequest, now } from '../storage/samples.ts';
import { policyWith } from '../support/policies.ts';
import { openShared, sharedPostgres } from '../support/sharedPostgres.ts';
import { sentJobs, storeWithJobs } from '../support/sentJobs.ts';
import { stillClock } from '../support/stillClock.ts';

const log = createLog('silent');

/** Due, but behind what was just approved. */
const longAgo = new Date(0);

describe('runs that a dead process left', () => {
  it('are queued again: those that are due and that nobody holds', async () => {
    const database = await openShared(sharedPostgres());
    const store = await storeWithJobs(database);
    const lost = await approved(store, { createdAt: later(-1) });
    const lapsed = await approved(store);
    const [held, planned] = [await approved(store), await approved(store, { runAt: later(60_001) })];
    await store.requests.create(newRequest());
    await store.requests.claimRun(lapsed, claim('dead', now));
    await store.requests.claimRun(held, claim('alive', later(50_000)));
    const deps = depsWith(store, later(60_000));
    await recoverRuns(deps);
    assert.deepEqual(await sentJobs(database), [
      { kind: 'run', requestId: lost, at: longAgo },
      { kind: 'run', requestId: lapsed, at: longAgo },
    ]);
    await recoverRuns(depsWith(store, later(60_001)));
    assert.deepEqual((await sentJobs(database)).at(-1), { kind: 'run', requestId: planned, at: longAgo });
    await database.close();
  });
});

describe('the watch', () => {
  let timers: SinonFakeTimers;
  let looked: string[];

  beforeEach(() => {
    timers = useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    looked = [];
  });
  afterEach(() => timers.restore());

  /** What a look asks the store, one after the other. */
  function watching(over: Partial<Requests> = {}): RunDeps {
    const asked = (name: string) => () => {
      looked.push(name);
      return Promise.resolve([]);
    };
    const requests = { unclaimedDue: asked('runs'), dueForNotice: asked('notices'), ...over };
    return depsWith({ requests } as unknown as Store, now);
  }

  it('takes up runs before it begins, then looks for both every five seconds', async () => {
    const watch = await keepWatch(watching());
    assert.deepEqual(looked, ['runs']);
    for (const expected of [1, 3, 5]) {
      assert.equal(looked.length, expected);
      await timers.tickAsync(4_999);
      assert.equal(looked.length, expected, 'not a millisecond before');
      await timers.tickAsync(1);
    }
    await watch.stop();
    assert.deepEqual(looked, ['runs', 'runs', 'notices', 'runs', 'notices', 'runs', 'notices']);
  });

  it('looks on after a look that failed, and for the other thing at once', async () => {
    const failing = { unclaimedDue: () => Promise.reject(new Error('no database')) };
    const deps = watching();
    const watch = await keepWatch(deps);
    Object.assign(deps.store.requests, failing);
    await timers.tickAsync(10_000);
    await watch.stop();
    assert.deepEqual(looked, ['runs', 'notices', 'notices']);
  });

  it('a look that takes long is made once, and nothing heaps up behind it', async () => {
    const { deps, open } = slow();
    const watch = await keepWatch(deps);
    await timers.tickAsync(60_000);
    assert.deepEqual(looked, ['runs', 'runs']);
    open();
    await timers.tickAsync(0);
    assert.deepEqual(looked, ['runs', 'runs', 'notices']);
    await timers.tickAsync(5_000);
    assert.deepEqual(looked, ['runs', 'runs', 'notices', 'runs', 'notices']);
    await watch.stop();
  });

  it('stops when the look that is under way has ended, and then looks no more', async () => {
    const { deps, open } = slow();
    const watch = await keepWatch(deps);
    await timers.tickAsync(20_000);
    const stopped = watch.stop().then(() => looked.push('stopped'));
    open();
    await stopped;
    await timers.tickAsync(20_000);
    assert.deepEqual(looked, ['runs', 'runs', 'notices', 'stopped']);
  });

  /** The look for runs, from the second on, waits until it is opened. */
  function slow() {
    const { promise, resolve } = Promise.withResolvers<string[]>();
    const unclaimedDue = () => {
      looked.push('runs');
      return looked.length === 1 ? Promise.resolve([]) : promise;
    };
    return { deps: watching({ unclaimedDue }), open: () => resolve([]) };
  }
});

function depsWith(store: Store, at: Date): RunDeps {
  return { store, log, policy: policyWith(), ambient: stillClock(at), tenant: {} as RunDeps['tenant'] };
}
