import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { part, textAt, textOf, verbs } from '../support/card.ts';
import type { Client } from '../support/client.ts';
import { startWorld, type World } from '../support/world.ts';

describe('a manager offboards somebody and keeps the data', () => {
  let world: World;
  let manager: Client;
  let approver: Client;

  before(async () => {
    world = await startWorld();
    manager = world.client('manager');
    approver = world.client('approver');
    await manager.arrive();
    await approver.arrive();
  });
  after(() => world.close());

  it('greets with what it is and a button that starts', () => {
    assert.deepEqual(verbs(manager.card), ['offboard', 'help']);
    assert.match(textAt(manager.card, 'welcome-text'), /leaves/);
  });

  it('finds the person by name and asks whether the data must be kept, with the consequence of each answer', async () => {
    await manager.say('offboard Alex Wilber');
    assert.match(textAt(manager.card, 'title'), /Must the data of Alex Wilber be kept\?/);
    assert.match(textAt(manager.card, 'person-details'), /Marketing Specialist · Marketing · reports to Megan Bowen/);
    assert.match(textAt(manager.card, 'consequence-keep'), /You go on paying .*Microsoft 365 E3/);
    assert.match(textAt(manager.card, 'consequence-delete'), /frees Microsoft 365 E3 \(40 of 40 in use\)/);
    assert.deepEqual(verbs(manager.card), ['keep', 'delete', 'explain', 'cancel']);
  });

  it('explains the difference without losing the question', async () => {
    await manager.press('explain');
    assert.match(textAt(manager.card, 'explanation'), /Microsoft keeps the user for 30 days/);
    assert.deepEqual(verbs(manager.card), ['keep', 'delete', 'cancel']);
  });

  it('asks now or later, and shows the plan', async () => {
    await manager.press('keep');
    assert.deepEqual(verbs(manager.card), ['now', 'at', 'back', 'cancel']);
    await manager.press('now');
    assert.match(textAt(manager.card, 'title'), /what will happen/);
    assert.match(textAt(manager.card, 'step-block-sign-in'), /Block sign-in/);
    assert.match(textAt(manager.card, 'step-revoke-sessions'), /Sign out everywhere/);
    assert.equal(part(manager.card, 'step-delete-user'), undefined);
    assert.equal(part(manager.card, 'confirmMail'), undefined);
    assert.deepEqual(verbs(manager.card), ['confirm', 'change', 'cancel']);
  });

  it('asks an approver after Confirm, and touches nothing before the approval', async () => {
    const { card } = await manager.press('confirm', { reason: 'Contract ends' });
    assert.match(textOf(card), /Waiting for approval/);
    const asked = await approver.seeCard('approval asked', (each) => verbs(each).includes('approve'));
    assert.match(textAt(asked, 'title'), /Approval asked: Alex Wilber/);
    assert.match(textAt(asked, 'fact-requester'), /Megan Bowen/);
    assert.match(textAt(asked, 'fact-reason'), /Contract ends/);
    assert.match(textAt(asked, 'technical-block-sign-in'), /PATCH \/users\//);
    assert.equal(world.tenant.calls.filter(({ method }) => method === 'PATCH').length, 0);
  });

  it('runs after the approval and ends in a receipt on both cards', async () => {
    const asked = await approver.seeCard('approval asked', (each) => verbs(each).includes('approve'));
    const callsBefore = world.tenant.calls.length;
    await approver.press('approve', {}, asked);
    for (const client of [manager, approver]) {
      const receipt = await client.seeCard('receipt', (each) => part(each, 'headline') !== undefined);
      assert.match(textAt(receipt, 'headline'), /^Done\nChecked afterwards: sign-in is blocked/);
      assert.match(textAt(receipt, 'state'), /Approved by Lidia Holloway/);
      assert.match(textAt(receipt, 'outcome-block-sign-in'), /^done/);
      assert.deepEqual(verbs(receipt), client === approver ? ['tick', 'undo'] : []);
    }
    const trips = world.tenant.calls.slice(callsBefore).filter(({ batch }) => batch !== true);
    const sent = trips.map(({ method, path }) => `${method} ${path.replace(sandboxPeople.leaver.id, '{leaver}')}`);
    // The owners of known groups are read beside the rest (test/graph/preflight).
    const rounds = sent.filter((call, index) => call !== 'POST /$batch' || sent[index - 1] !== call);
    assert.deepEqual(
      rounds.slice(0, 3),
      ['POST /$batch', 'PATCH /users/{leaver}', 'POST /users/{leaver}/revokeSignInSessions'],
      'three round trips from the click to the revoke',
    );
    const leaver = world.tenant.state.users[sandboxPeople.leaver.id];
    assert.equal(leaver?.['accountEnabled'], false);
  });
});
