import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import type { Database } from '../../src/storage/db.ts';
import { part, textAt, textOf, verbs } from '../support/card.ts';
import type { Client } from '../support/client.ts';
import { freshPostgres } from '../support/databases.ts';
import { startWorld, type World } from '../support/world.ts';

const mail = sandboxPeople.leaver.mail;

describe('bad input gets a clear sentence, changes nothing and loses nothing', () => {
  let world: World;
  let database: Database;
  let manager: Client;
  let approver: Client;

  before(async () => {
    database = await freshPostgres();
    world = await startWorld({ database });
    manager = world.client('manager');
    approver = world.client('approver');
    await manager.arrive();
    await approver.arrive();
  });
  afterEach(async () => {
    await manager.say('cancel');
    assert.equal(writes(), 0, 'nothing was changed in the tenant');
  });
  after(() => world.close());

  const sentences = [
    {
      title: 'an unknown name',
      text: 'offboard Qwerty Nobody',
      says: /I found nobody called "Qwerty Nobody".*mail address/,
    },
    { title: 'somebody else’s report', text: `offboard ${sandboxPeople.outsider.displayName}`, says: /reports to you/ },
    { title: 'an empty message', text: '   ', says: /was empty/ },
    { title: 'words that mean nothing here', text: 'the weather is fine', says: /didn't understand/ },
    { title: '4,000 characters', text: 'x'.repeat(4000), says: /too long.*4000/ },
    { title: 'cancel with nothing to cancel', text: 'cancel', says: /nothing to cancel/ },
    { title: 'back with nothing to go back to', text: 'back', says: /nothing to go back/ },
    { title: 'oneself', text: `offboard ${sandboxPeople.manager.displayName}`, says: /can't offboard yourself/ },
    { title: 'an admin', text: `offboard ${sandboxPeople.admin.displayName}`, says: /admin role/ },
    { title: 'a protected person', text: `offboard ${sandboxPeople.vip.displayName}`, says: /protected/ },
  ];
  for (const { title, text, says } of sentences) {
    it(title, async () => {
      await manager.say(text);
      assert.match(manager.lastSentence, says);
    });
  }

  it('a date in the past is refused, and the question stays open', async () => {
    await manager.say('offboard Alex Wilber');
    await manager.press('keep');
    await manager.press('at', { date: '2020-01-01', time: '09:00' });
    assert.match(manager.lastSentence, /has passed/);
    await manager.press('now');
    assert.deepEqual(verbs(manager.card), ['confirm', 'change', 'cancel']);
  });

  it('a typed confirmation that does not match is refused, and what was typed is kept', async () => {
    await manager.say('offboard Alex Wilber');
    await manager.press('delete');
    await manager.press('now');
    await manager.press('confirm', { reason: 'Leaves', confirmMail: 'alex@wrong.example' });
    assert.match(manager.lastSentence, new RegExp(`is not ${mail}`));
    assert.equal(part(manager.card, 'reason')?.['value'], 'Leaves');
    assert.equal(part(manager.card, 'confirmMail')?.['value'], 'alex@wrong.example');
    assert.equal(world.client('approver').cards.filter((card) => verbs(card).includes('approve')).length, 0);
  });

  it('a button of an earlier question does nothing and says so', async () => {
    await manager.say('offboard Alex Wilber');
    const fork = manager.card;
    await manager.press('keep');
    await manager.press('delete', {}, fork);
    assert.match(manager.lastSentence, /no longer in use/);
    await manager.press('now');
    assert.match(textAt(manager.card, 'fact-path'), /Keep the data/);
  });

  it('a card of a request that does not exist', async () => {
    const data = { requestId: crypto.randomUUID(), version: 1 };
    const { status } = await approver.invoke({ action: { type: 'Action.Execute', verb: 'approve', data } });
    assert.equal(status, 200);
    assert.match(approver.lastSentence, /no longer exists/);
  });

  const forged = [
    { title: 'an unknown verb', value: { action: { type: 'Action.Execute', verb: 'format-disk', data: {} } } },
    { title: 'no request id', value: { action: { type: 'Action.Execute', verb: 'approve', data: { version: 1 } } } },
    {
      title: 'a version that is no number',
      value: {
        action: { type: 'Action.Execute', verb: 'approve', data: { requestId: crypto.randomUUID(), version: 'x' } },
      },
    },
  ];
  for (const { title, value } of forged) {
    it(`a card's data with ${title} is refused with a sentence`, async () => {
      const before = approver.sentences.length;
      const rows = await refusals();
      const { status } = await approver.invoke(value);
      assert.equal(status, 200);
      assert.equal(approver.sentences.length, before + 1);
      assert.equal(await refusals(), rows + 1, 'and is in the audit');
    });
  }

  it('an activity without an Entra id', async () => {
    await manager.post({ type: 'message', text: 'offboard Alex Wilber', from: { id: 'user-x', name: 'Somebody' } });
    assert.match(manager.lastSentence, /can't tell who you are/);
  });

  it('somebody of another tenant', async () => {
    const conversation = { id: manager.conversationId, conversationType: 'personal', tenantId: crypto.randomUUID() };
    await manager.post({ type: 'message', text: 'offboard Alex Wilber', conversation });
    assert.match(manager.lastSentence, /another organization/);
  });

  const bodies = [
    { title: 'malformed JSON', body: '{"type": "mess', status: 400 },
    { title: 'no activity', body: '[]', status: 400 },
    { title: 'an activity without a conversation', body: '{"type":"message"}', status: 400 },
    { title: 'a body of 300 kB', body: JSON.stringify({ type: 'message', text: 'x'.repeat(300_000) }), status: 413 },
  ];
  for (const { title, body, status } of bodies) {
    it(`POST /api/messages with ${title} is answered ${status}`, async () => {
      const response = await fetch(`${world.farewell.url}/api/messages`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body,
      });
      assert.equal(response.status, status);
      assert.doesNotMatch(await response.text(), /at \w+.*\.ts|node_modules/);
    });
  }

  it('answers nothing but its three addresses', async () => {
    assert.equal((await fetch(`${world.farewell.url}/`)).status, 404);
    assert.equal((await fetch(`${world.farewell.url}/api/messages`)).status, 405);
    assert.equal((await fetch(`${world.farewell.url}/healthz`)).status, 200);
    assert.equal((await fetch(`${world.farewell.url}/readyz`)).status, 200);
  });

  it('a chat with other people is no place for this', async () => {
    const conversation = { id: 'channel-1', conversationType: 'channel', tenantId: sandboxTenant(world) };
    await manager.post({ type: 'message', text: '<at>Farewell</at> offboard Alex Wilber', conversation });
    const [message] = world.teams.chat('channel-1');
    assert.match(textOf({ text: message?.activity.text }), /personal chat/);
  });

  async function refusals(): Promise<number> {
    const rows = await database.kysely
      .selectFrom('audit')
      .select('id')
      .where('action', '=', 'attempt-refused')
      .execute();
    return rows.length;
  }

  function writes(): number {
    return world.tenant.calls.filter(
      ({ method, path }) => ['PATCH', 'DELETE'].includes(method) || path.includes('revoke'),
    ).length;
  }
});

function sandboxTenant({ tenant }: World): string {
  return String(tenant.state.organization['id']);
}
