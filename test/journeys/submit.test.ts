import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { part, textAt, verbs } from '../support/card.ts';
import { startCast, type Cast } from '../support/journey.ts';

describe('a client that knows no Action.Execute', () => {
  let cast: Cast;

  beforeEach(async () => {
    cast = await startCast();
  });
  afterEach(() => cast.world.close());

  it('goes the whole way of a delete by Action.Submit alone', async () => {
    const { manager, approver, world } = cast;
    await manager.submit('offboard');
    await manager.submit('search', { who: 'Alex Wilber' });
    await manager.submit('explain');
    await manager.submit('delete');
    await manager.submit('now');
    await manager.submit('confirm', { reason: 'Leaves', confirmMail: 'wrong@contoso.example' });
    assert.equal(part(manager.card, 'reason')?.['value'], 'Leaves', 'what was typed is kept');
    await manager.submit('confirm', { reason: 'Leaves', confirmMail: sandboxPeople.leaver.mail });
    const asked = await approver.seeCard('approval', (card) => verbs(card).includes('approve'));
    await approver.submit('approve', {}, asked);
    const receipt = await manager.seeCard('receipt', (card) => part(card, 'headline') !== undefined);
    assert.match(textAt(receipt, 'headline'), /^Done\n/);
    assert.ok(sandboxPeople.leaver.id in world.tenant.state.deletedUsers);
  });

  it('sees who decided when it presses too late', async () => {
    const { manager, approver } = cast;
    await manager.say('offboard Alex Wilber');
    await manager.submit('keep');
    await manager.submit('now');
    await manager.submit('confirm');
    const asked = await approver.seeCard('approval', (card) => verbs(card).includes('approve'));
    await approver.submit('reject', { comment: 'Not now' }, asked);
    await manager.seeCard('rejected', (card) => /Rejected by Lidia Holloway/.test(textAt(card, 'state')));
    const data = { verb: 'approve', ...(asked['actions'] as { data: object }[])[0]?.data };
    await approver.post({ type: 'message', value: data });
    assert.match(approver.lastSentence, /No decision is needed any more: Rejected by Lidia Holloway/);
  });
});
