import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import type { Activity } from 'botbuilder';
import { afterEach, before, beforeEach, describe, it } from 'mocha';
import { createLoopbackGate, liveRates, type Admission } from '../../src/host/gate.ts';
import { createRateLimit } from '../../src/host/rateLimit.ts';
import {
  claimsFor,
  createKey,
  sign,
  startChannelService,
  type ChannelService,
  type ServiceKey,
} from '../support/channelService.ts';
import { auditRows } from '../support/auditRows.ts';
import type { Client } from '../support/client.ts';
import { freshPglite } from '../support/databases.ts';
import { askFor, becomes, shownIn, writes } from '../support/journey.ts';
import { part } from '../support/card.ts';
import { stillClock } from '../support/stillClock.ts';
import { startWorld, type TestClock, type World } from '../support/world.ts';
import type { Database } from '../../src/storage/db.ts';

describe('A rate limit', () => {
  it('gives so many at once, then as many as come back, and says when', () => {
    const clock = stillClock();
    const { take } = createRateLimit({ burst: 3, perSecond: 2, now: clock.now });
    assert.deepEqual(
      [1, 2, 3, 4].map(() => take('a')),
      [0, 0, 0, 0.5],
    );
    clock.advance(400);
    assert.ok(Math.abs(take('a') - 0.1) < 1e-9);
    clock.advance(100);
    assert.deepEqual([take('a'), take('a')], [0, 0.5]);
    clock.advance(3_600_000);
    assert.deepEqual(
      [1, 2, 3, 4].map(() => take('a')),
      [0, 0, 0, 0.5],
      'no more than at first, however long it was',
    );
  });

  it('counts each key apart', () => {
    const { take } = createRateLimit({ burst: 1, perSecond: 1, now: stillClock().now });
    assert.deepEqual([take('a'), take('b'), take('a')], [0, 0, 1]);
  });

  it('neither gives nor takes by a clock that is set back', () => {
    const clock = stillClock();
    const { take } = createRateLimit({ burst: 2, perSecond: 1, now: clock.now });
    take('a');
    clock.advance(-3_600_000);
    assert.deepEqual([take('a'), take('a')], [0, 1]);
  });
});

describe('Turns of a conversation', () => {
  let clock: TestClock;
  let admit: Admission;

  beforeEach(async () => {
    clock = stillClock();
    const here = { socket: { remoteAddress: '127.0.0.1' } } as IncomingMessage;
    const admission = await createLoopbackGate(liveRates, clock.now).open(here);
    assert.ok(typeof admission === 'function');
    admit = admission;
  });

  const turn = (conversation: string, person: string) =>
    admit({ conversation: { id: conversation }, from: { id: person } } as Activity);

  it('are all taken from somebody who clicks as fast as they can, for ten minutes', () => {
    for (let click = 0; click < 10 * 60 * 4; click += 1) {
      assert.equal(turn('chat', 'a'), undefined);
      clock.advance(250);
    }
  });

  it('are all taken from sixty approvers whose clients refresh twenty cards in a channel at once', () => {
    for (let person = 0; person < 60; person += 1) {
      for (let card = 0; card < 20; card += 1) {
        assert.equal(turn(`channel;messageid=${card}`, `approver-${person}`), undefined);
      }
    }
  });

  it('are all taken from sixty approvers who look on while a card changes each second, for five minutes', () => {
    for (let second = 0; second < 300; second += 1) {
      for (let person = 0; person < 60; person += 1) assert.equal(turn('channel', `approver-${person}`), undefined);
      clock.advance(1000);
    }
  });

  it('are refused from one who sends without end, who is told when to come back, and then heard again', () => {
    const taken = flood('chat', 'a', 1000);
    assert.equal(taken, liveRates.person.burst);
    const refusal = turn('chat', 'a');
    assert.deepEqual(refusal, { refused: 'too-many', status: 429, retryAfterSeconds: 1 });
    clock.advance(1000);
    assert.equal(flood('chat', 'a', 1000), liveRates.person.perSecond);
  });

  it('are still taken from others there, and from the same person elsewhere', () => {
    flood('channel;messageid=1', 'a', 1000);
    assert.equal(turn('channel;messageid=2', 'a')?.status, 429, 'another thread is the same channel');
    assert.equal(turn('channel;messageid=1', 'b'), undefined);
    assert.equal(turn('chat', 'a'), undefined);
  });

  it('are refused when very many send without end together', () => {
    let taken = 0;
    for (let person = 0; person < 100; person += 1) taken += flood('channel', `person-${person}`, 100);
    assert.equal(taken, liveRates.conversation.burst);
  });

  function flood(conversation: string, person: string, count: number): number {
    return Array.from({ length: count }, () => turn(conversation, person)).filter((each) => each === undefined).length;
  }
});

describe('A flood through the door of a live bot', () => {
  let key: ServiceKey;
  let service: ChannelService;
  let database: Database;
  let world: World;
  let authorization: string;
  let manager: Client;
  let approver: Client;

  before(async () => {
    key = await createKey('teams', ['msteams']);
  });
  beforeEach(async () => {
    service = await startChannelService([key]);
    database = await freshPglite();
    world = await startWorld({ environment: service.environment, database });
    authorization = `Bearer ${await sign(key, claimsFor(service, world.teams.url))}`;
    manager = world.client('manager', { authorization });
    approver = world.client('approver', { authorization });
    await manager.arrive();
    await approver.arrive();
  });
  afterEach(async () => {
    await world.close();
    await service.close();
  });

  it('of clicks on Approve decides once and writes once', async () => {
    const cast = { world, manager, approver };
    const { mine, theirs } = await askFor(cast, { path: 'keep' });
    const card = shownIn(theirs);
    await burn(approver);
    const pressed = await together(60, () => approver.press('approve', {}, card));
    const statuses = new Set(pressed.map(({ status }) => status));
    assert.deepEqual(statuses, new Set([200, 429]));
    await becomes(cast, mine, 'a receipt', (shown) => part(shown, 'headline') !== undefined);
    const decided = (await auditRows(database)).filter(({ action }) => action === 'approved');
    assert.equal(decided.length, 1);
    const written = writes(world).map(({ method, path }) => `${method} ${path}`);
    assert.equal(new Set(written).size, written.length, 'each write once');
    assert.equal(written.filter((call) => call.includes('revokeSignInSessions')).length, 1);
  });

  it('of messages gets an answer for each that was taken, and 429 with a time for the others', async () => {
    const before = manager.messages.length;
    await burn(manager);
    const answers = await together(60, () => post(manager, 'help'));
    const taken = answers.filter(({ status }) => status === 200).length;
    const refused = answers.filter(({ status }) => status === 429);
    assert.equal(taken + refused.length, answers.length);
    assert.ok(refused.length > 0);
    assert.equal(manager.messages.length - before, taken);
    assert.deepEqual(
      refused.filter(({ body }) => JSON.stringify(body) !== '{"error":"too many requests"}'),
      [],
    );
  });

  it('by somebody who may not speak takes nothing from who may', async () => {
    const stranger = world.client('manager', { authorization: 'Bearer a.b.c' });
    for (let nth = 0; nth < 150; nth += 1) assert.equal((await post(stranger, 'help')).status, 401);
    const foreign = world.client('manager', { authorization, tenantId: crypto.randomUUID() });
    for (let nth = 0; nth < 150; nth += 1) assert.equal((await post(foreign, 'help')).status, 403);
    assert.equal((await post(manager, 'help')).status, 200);
  });

  const post = (client: Client, text: string) => client.post({ type: 'message', text });
  const together = <T>(count: number, send: () => Promise<T>) => Promise.all(Array.from({ length: count }, send));

  /** Uses up what somebody may send at once, but for a few, with turns that cost nothing. */
  async function burn(client: Client): Promise<void> {
    await together(liveRates.person.burst - 10, () => client.post({ type: 'typing' }));
  }
});
