import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { part, textAt, verbs } from '../support/card.ts';
import { approveAndRun, askFor, startCast, type Cast } from '../support/journey.ts';

describe('a receipt never says done of what was not', () => {
  let cast: Cast;

  beforeEach(async () => {
    cast = await startCast();
  });
  afterEach(() => cast.world.close());

  it('a guest’s sessions can’t be revoked: the plan has no such step, and the warning says why', async () => {
    await cast.manager.say(`offboard ${sandboxPeople.guest.displayName}`);
    assert.match(textAt(cast.manager.card, 'findings'), /guest/);
    await cast.manager.say('cancel');
    const receipt = await approveAndRun(
      cast,
      await askFor(cast, { path: 'keep', who: sandboxPeople.guest.displayName }),
    );
    assert.equal(part(receipt, 'step-revoke-sessions'), undefined);
    assert.match(textAt(receipt, 'headline'), /^Done\n/);
    assert.equal(cast.world.tenant.calls.filter(({ path }) => path.includes('revoke')).length, 0);
  });

  it('Graph says yes to the revoke and no session ends: a problem, and what to do', async () => {
    cast.world.tenant.fault({
      method: 'POST',
      path: 'revokeSignInSessions',
      answer: { status: 200, body: '{"value":true}' },
    });
    const receipt = await approveAndRun(cast, await askFor(cast, { path: 'keep' }));
    assert.match(textAt(receipt, 'headline'), /Problems: 1/);
    assert.match(textAt(receipt, 'headline'), /sign-in is blocked[^]*sessions were NOT ended/);
    assert.equal(part(receipt, 'alarm'), undefined);
  });

  it('an account synced from AD can’t be deleted here: that is said at the fork, and delete is not offered', async () => {
    await cast.manager.say(`offboard ${sandboxPeople.synced.displayName}`);
    assert.match(textAt(cast.manager.card, 'delete-blocked'), /Active Directory/);
    assert.deepEqual(verbs(cast.manager.card), ['keep', 'explain', 'cancel']);
    await cast.manager.say('no, delete');
    assert.match(cast.manager.lastSentence, /can't be deleted here/);
    await cast.manager.say('yes');
    assert.match(textAt(cast.manager.card, 'title'), /Now or later/);
  });

  it('a block that the next synchronization can undo says so on the receipt too', async () => {
    const receipt = await approveAndRun(
      cast,
      await askFor(cast, { path: 'keep', who: sandboxPeople.synced.displayName }),
    );
    assert.match(textAt(receipt, 'headline'), /^Done\n/);
    assert.match(textAt(receipt, 'findings'), /next synchronization can undo the block.*disabled in Active Directory/);
  });
});
