import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { part, textAt, textOf, verbs } from '../support/card.ts';
import type { Client } from '../support/client.ts';
import type { CardJson } from '../support/teams.ts';
import { startWorld, type World } from '../support/world.ts';

describe('an approver decides', () => {
  let world: World;
  let manager: Client;
  let approver: Client;
  let second: Client;
  let asked: CardJson;

  beforeEach(async () => {
    world = await startWorld();
    manager = world.client('manager');
    approver = world.client('approver');
    second = world.client('secondApprover');
    for (const client of [manager, approver, second]) await client.arrive();
    await manager.say('offboard Alex Wilber');
    await manager.press('keep');
    await manager.press('now');
    await manager.press('confirm');
    asked = await approver.seeCard('approval', (card) => verbs(card).includes('approve'));
  });
  afterEach(() => world.close());

  it('a member of a nested group is asked too', async () => {
    await second.seeCard('approval', (card) => verbs(card).includes('approve'));
  });

  it('a reject needs a comment, reaches the requester, and nothing runs', async () => {
    await approver.press('reject', { comment: '  ' }, asked);
    assert.match(approver.lastSentence, /needs a comment/);
    await approver.press('reject', { comment: 'Wrong person' }, asked);
    const told = await manager.seeCard('rejected', (card) => /Rejected by Lidia Holloway/.test(textAt(card, 'state')));
    assert.match(textAt(told, 'state'), /Comment: Wrong person/);
    assert.equal(changes(), 0);
  });

  it('a second click, by anyone, changes nothing and shows who decided', async () => {
    const other = await second.seeCard('approval', (card) => verbs(card).includes('approve'));
    await approver.press('approve', {}, asked);
    await manager.seeCard('receipt', (card) => part(card, 'headline') !== undefined);
    const { card } = await second.invoke({
      action: {
        type: 'Action.Execute',
        verb: 'reject',
        data: { requestId: requestIdOf(other), version: 1, comment: 'No' },
      },
    });
    assert.match(second.lastSentence, /No decision is needed any more: Approved by Lidia Holloway/);
    assert.match(textOf(card), /Approved by Lidia Holloway/);
    const said = approver.sentences.length;
    const again = await approver.invoke({
      action: { type: 'Action.Execute', verb: 'approve', data: { requestId: requestIdOf(asked), version: 1 } },
    });
    assert.equal(approver.sentences.length, said, 'the same by the same person again needs no word');
    assert.match(textOf(again.card), /Approved by Lidia Holloway/);
    assert.equal(changes(), 4, 'the block, the revoke and two devices, once each');
  });

  it('of many simultaneous clicks one wins and the person is blocked once', async () => {
    const data = { requestId: requestIdOf(asked), version: 1 };
    const click = (client: Client) => client.invoke({ action: { type: 'Action.Execute', verb: 'approve', data } });
    await Promise.all([approver, second, approver, second, approver, second].map(click));
    await manager.seeCard('receipt', (card) => part(card, 'headline') !== undefined);
    assert.equal(changes(), 4, 'the block, the revoke and two devices, once each');
  });

  it('nobody who is no approver can, and neither can the requester', async () => {
    const data = { requestId: requestIdOf(asked), version: 1 };
    for (const name of ['manager', 'hr', 'leaver', 'outsider'] as const) {
      const client = world.client(name);
      const { card } = await client.invoke({ action: { type: 'Action.Execute', verb: 'approve', data } });
      assert.match(client.lastSentence, /Only members of the approvers' group/);
      assert.equal(card, undefined);
    }
    assert.equal(changes(), 0);
  });

  it('the Action.Submit fallback works as well', async () => {
    await approver.submit('approve', {}, asked);
    await manager.seeCard('receipt', (card) => part(card, 'headline') !== undefined);
    await approver.seeCard('receipt', (card) => part(card, 'headline') !== undefined);
  });

  it('the requester can withdraw until it runs', async () => {
    const mine = await manager.seeCard('my request', (card) => verbs(card).includes('withdraw'));
    await manager.press('withdraw', {}, mine);
    await approver.seeCard('withdrawn', (card) => /Withdrawn by Megan Bowen/.test(textAt(card, 'state')));
    assert.equal(changes(), 0);
  });

  it('a second request for the same leaver is refused and names the first', async () => {
    const hr = world.client('hr');
    await hr.say('offboard Alex Wilber');
    assert.match(hr.lastSentence, /already an open request.*request 1/);
  });

  it('pending shows what waits, status shows my requests, and both only to whom it may concern', async () => {
    await approver.say('pending');
    assert.match(
      textAt(approver.cards.at(-2) ?? {}, 'row-1'),
      /Request 1: Alex Wilber\. Keep the data\. Waiting for approval\./,
    );
    assert.ok(verbs(approver.card).includes('approve'));
    await manager.say('my requests');
    assert.match(textOf(manager.card), /Request 1: Alex Wilber/);
    await manager.say('pending');
    assert.match(manager.lastSentence, /Only approvers/);
    await world.client('hr').say('status');
    assert.match(world.client('hr').lastSentence, /no requests yet/);
  });

  it('whoever becomes reachable later gets the card that waits', async () => {
    world.teams.forget(approver.conversationId);
    const moved = world.client('approver', { locale: 'nl-NL' });
    await moved.say('help');
    await moved.seeCard('Dutch approval', (card) => /Goedkeur/.test(textOf(card)) && verbs(card).includes('approve'));
  });

  function changes(): number {
    return world.tenant.calls.filter(
      ({ method, path, status }) => status < 300 && (method === 'PATCH' || path.includes('revoke')),
    ).length;
  }
});

function requestIdOf(card: CardJson): string {
  return (card['actions'] as { data: { requestId: string } }[])[0]?.data.requestId ?? '';
}
