import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import sinon from 'sinon';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { textAt, textOf, verbs } from '../support/card.ts';
import { teamsIdOf, type ChatPlace, type Client } from '../support/client.ts';
import {
  addReport,
  approveAndRun,
  askFor,
  becomes,
  confirmFor,
  newest,
  shownIn,
  startCast,
  type Asked,
  type Cast,
} from '../support/journey.ts';
import type { CardJson, ChatMessage } from '../support/teams.ts';
import { startReceiver, type Receiver } from '../telemetry/receiver.ts';

const { approver, secondApprover, vip, outsider, admin, guest } = sandboxPeople;

/** What people type, and secrets that come along: none of it may be found again. */
const typed = {
  reason: 'Zwangerschapsverlof-Xylofoon',
  comment: 'Onbespreekbaar-Quetzal',
  query: 'Wie-is-Fonteinkruid',
  token: 'eyJhbGciOiJub25lIn0.Z2VoZWlt.c2VjcmV0LXNlY3JldA',
};

const odd = [
  'Nele "de Slang" O\'Neill',
  'Eva\n    at Regelnaam (regel:1:1)',
  '[Klikhier](http://evil.example) ${x} {{y}}',
  'Zara 👩🏽‍🚀🌷 Tulpenveld',
  '<b>Vetgedrukt</b>\u202Eضرخأ',
];

const channel: ChatPlace = { id: '19:approvals@thread.tacv2', type: 'channel' };
const isUndone = (card: CardJson) => /Undone by/.test(textOf(card));

describe('whatever is lived through, log, console and telemetry name nobody', () => {
  let cast: Cast;
  let receiver: Receiver;
  let words: string[];
  const printed: string[] = [];

  before(async () => {
    for (const way of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      const print = console[way].bind(console);
      sinon.stub(console, way).callsFake((...what: unknown[]) => {
        printed.push(what.map(String).join(' '));
        print(...what);
      });
    }
    receiver = await startReceiver();
    const environment = {
      LOG_LEVEL: 'trace',
      REQUESTS_PER_DAY: '1000',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
    };
    cast = await startCast({ environment });
    Object.assign(cast.world.tenant.state.skus[0] ?? {}, { enabled: 500 });
  });
  afterEach(() => {
    cast.world.tenant.clearFaults();
    words = wordsOf(cast);
    for (const word of words) {
      const line = cast.world.logged.find((each) => each.includes(word));
      assert.equal(line, undefined, `the log holds ${JSON.stringify(word)}`);
    }
  });
  after(async () => {
    sinon.restore();
    await receiver.close();
  });

  const knows = (msg: string) => cast.world.logged.some((line) => line.includes(`"msg":"${msg}"`));

  it('a keep, and its undo', async () => {
    const asked = await request('Nora Vermeulen', 'keep');
    await approveAndRun(cast, asked);
    await undo(asked);
    assert.ok(knows('run ended'));
  });

  for (const name of odd) {
    it(`a delete of ${JSON.stringify(name)}, and its undo`, async () => {
      const asked = await request(name, 'delete');
      await approveAndRun(cast, asked);
      await undo(asked, { unblock: 'true' });
    });
  }

  it('a request that is rejected with a comment, and one that its requester takes back', async () => {
    const rejected = await request('Rosa Afgewezen', 'keep');
    await cast.approver.press('reject', { comment: typed.comment }, shownIn(rejected.theirs));
    const withdrawn = await request('Toon Teruggetrokken', 'keep');
    const mine = await becomes(cast, withdrawn.mine, 'waiting', (card) => verbs(card).includes('withdraw'));
    await cast.manager.press('withdraw', {}, mine);
  });

  it('whom nobody may offboard, whom nobody finds, and what nobody understands', async () => {
    const { manager } = cast;
    for (const { displayName, mail } of [vip, outsider, admin, guest]) {
      await manager.say(`offboard ${displayName}`);
      await manager.say(`offboard ${mail}`);
    }
    await manager.say(`offboard ${typed.query}`);
    await manager.say(typed.query);
    await manager.say('cancel');
    await cast.approver.say(`history of ${sandboxPeople.leaver.displayName}`);
    await cast.world
      .client('hr', { locale: 'nl-NL' })
      .say(`${sandboxPeople.leaver.displayName} vertrekt vrijdag om 17:00`);
  });

  it('forged clicks, strangers, another tenant, and a token that comes along', async () => {
    const { manager, world } = cast;
    const { displayName: name } = sandboxPeople.leaver;
    await manager.post({ type: 'message', value: { verb: 'approve', requestId: name, version: 1, comment: name } });
    await manager.invoke({ action: { type: 'Action.Execute', verb: name, data: { requestId: name, version: name } } });
    await manager.invoke({ action: name });
    await manager.post({ type: 'message', text: name, from: { id: name, name } });
    await manager.post({ type: 'message', text: name, conversation: { id: 'x', tenantId: name } });
    await manager.post({ type: name, text: name });
    await manager.post({ type: 'message', text: name, serviceUrl: `${world.teams.url}/${encodeURIComponent(name)}` });
    await world.client('manager', { authorization: `Bearer ${typed.token}` }).say('status');
    const post = (body: string) =>
      fetch(`${world.farewell.url}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
    await (await post(`{"type": "${name}`)).text();
    await (await fetch(`${world.farewell.url}/${encodeURIComponent(name)}?name=${encodeURIComponent(name)}`)).text();
  });

  it('a Graph that quotes people in its errors, breaks off, throttles, and answers with pages', async () => {
    const { world, manager } = cast;
    const says = (code: string, message: string) => JSON.stringify({ error: { code, message } });
    const quoting = `${sandboxPeople.leaver.displayName}\n${sandboxPeople.leaver.mail} ${typed.token}`;
    const answers = [
      { status: 403, body: says('Authorization_RequestDenied', quoting) },
      { status: 400, body: says(quoting, quoting) },
      { status: 500, body: `<html>${quoting}</html>` },
      { status: 429, retryAfter: 3, body: says('TooManyRequests', quoting) },
      { drop: 'after' },
    ] as const;
    for (const [index, answer] of answers.entries()) {
      const asked = await request(`Gijs Foutmelding${index}`, 'keep');
      world.tenant.fault({ method: 'PATCH', path: '^/users/', times: 4, answer });
      world.tenant.fault({ method: 'POST', path: 'revokeSignInSessions', times: 4, answer });
      await approveAndRun(cast, asked);
      world.tenant.clearFaults();
    }
    for (const answer of answers.slice(0, 3)) {
      world.tenant.fault({ path: '.', times: -1, answer });
      await manager.say(`offboard ${sandboxPeople.leaver.displayName}`);
      world.tenant.clearFaults();
    }
    assert.ok(knows('step failed') && knows('turn failed'));
  });

  it('an approver who has blocked the bot, and a channel that is gone', async () => {
    const { world } = cast;
    world.teams.setRoster(
      channel.id,
      [approver, secondApprover].map(({ id }) => ({ id: teamsIdOf(id), objectId: id })),
    );
    const there: Client = world.client('approver', { place: channel });
    await there.say('approvals here');
    const asked = await confirmFor(cast, { path: 'keep', who: addPerson('Kees Kanaal'), reason: typed.reason });
    const isAbout = (message: ChatMessage) => JSON.stringify(message).includes(asked.requestId);
    await world.teams.until('the card in the channel', () => there.messages.find(isAbout));
    world.teams.refuse(channel.id, 403);
    world.teams.refuse(cast.approver.conversationId, 403);
    await confirmFor(cast, { path: 'keep', who: addPerson('Vera Onbereikbaar'), reason: typed.reason });
    await world.teams.until(
      'the refusal in the log',
      () => knows('approver has no conversation with Farewell yet') || undefined,
    );
    world.teams.refuse(channel.id, 0);
    world.teams.refuse(cast.approver.conversationId, 0);
    await there.say('approvals in chats');
  });

  it('and at the end: the telemetry that was sent, and what was printed', async () => {
    await cast.world.close();
    const sent = receiver.bodies.join('\n');
    assert.ok(receiver.spans().length > 200 && cast.world.logged.length > 200, 'there was something to find');
    for (const word of words) {
      assert.ok(!sent.includes(word), `the telemetry holds ${JSON.stringify(word)}`);
      assert.ok(!printed.some((line) => line.includes(word)), `the console was given ${JSON.stringify(word)}`);
    }
  });

  function addPerson(name: string): string {
    const mail = `${encodeURIComponent(name)
      .replaceAll(/[^a-z\d]/gi, '')
      .toLowerCase()
      .slice(0, 40)}@contoso.example`;
    addReport(cast.world, { displayName: name, mail, userPrincipalName: mail });
    return mail;
  }

  /** A request by the manager about somebody new, up to the card of an approver. */
  function request(name: string, path: 'keep' | 'delete'): Promise<Asked> {
    const mail = addPerson(name);
    return askFor(cast, { path, who: mail, mail, reason: typed.reason });
  }

  async function undo({ theirs, mine }: Asked, inputs: { unblock?: string } = {}): Promise<void> {
    await cast.approver.press('undo', {}, shownIn(theirs));
    const plan = newest(cast.approver);
    await cast.approver.press('confirm-undo', inputs, shownIn(plan));
    await becomes(cast, plan, 'a receipt', (card) => textAt(card, 'headline') !== '');
    await becomes(cast, mine, 'undone', isUndone);
  }
});

/** Every name, mail address and user name of the directory, of who was deleted too, and what was typed. */
function wordsOf({ world }: Cast): string[] {
  const { users, deletedUsers } = world.tenant.state;
  const people = [...Object.values(users), ...Object.values(deletedUsers)];
  const names = people.flatMap(({ displayName }) => [displayName, ...displayName.split(/\s+/)]);
  const addresses = people.flatMap(({ mail, userPrincipalName }) => [mail ?? '', userPrincipalName]);
  const local = addresses.map((address) => address.split('@')[0] ?? '');
  const telling = [...names, ...addresses, ...local, ...Object.values(typed)].filter((word) => word.length > 4);
  const all = telling.flatMap((word) => [word, encodeURIComponent(word), JSON.stringify(word).slice(1, -1)]);
  return [...new Set(all)].filter((word) => !innocent.has(word));
}

/** Parts of names that are also words of ours. */
const innocent = new Set(['admin', 'Admin', 'Shared', 'Group', 'Manager', 'Account', 'Service', 'guest']);
