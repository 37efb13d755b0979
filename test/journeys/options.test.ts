import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { textsOf } from '../../src/i18n/text.ts';
import type { OffboardingRequest } from '../../src/offboarding/request.ts';
import type { Store } from '../../src/offboarding/ports/store.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import type { Database } from '../../src/storage/db.ts';
import { storeOn } from '../storage/samples.ts';
import { every, part, textAt, textOf, verbs } from '../support/card.ts';
import type { Client } from '../support/client.ts';
import { freshPostgres } from '../support/databases.ts';
import { addReport, requestIdOf, startCast, writes, type Cast } from '../support/journey.ts';
import type { CardJson } from '../support/teams.ts';

const { t } = textsOf('en');
const { leaver, manager: boss } = sandboxPeople;

/** How the switches of a plan's card stand, by step. */
function switches(card: CardJson): Record<string, unknown> {
  const toggles = every(card['body']).filter(({ type }) => type === 'Input.Toggle');
  return Object.fromEntries(toggles.map(({ id, value }) => [String(id).replace('option-', ''), value]));
}

describe('the plan card says everything that will be done, and each optional step can be switched', () => {
  let cast: Cast;
  let database: Database;
  let store: Store;
  let manager: Client;

  before(async () => {
    database = await freshPostgres();
    store = storeOn(database);
    cast = await startCast({ database, environment: { REQUESTS_PER_DAY: '1000' } });
    ({ manager } = cast);
  });
  afterEach(async () => {
    await manager.say('cancel');
    cast.world.tenant.clearFaults();
    assert.deepEqual(writes(cast.world), [], 'nothing is touched before an approval');
  });
  after(() => cast.world.close());

  async function upToThePlan(path = 'keep', who = leaver.displayName): Promise<void> {
    await manager.say(`offboard ${who}`);
    await manager.press(path);
    await manager.press('now');
  }

  /** The largest state that is kept of a conversation, in characters. */
  async function stateSize(): Promise<number> {
    const rows = await database.kysely.selectFrom('bot_state').select('data').execute();
    return Math.max(...rows.map(({ data }) => JSON.stringify(data).length));
  }

  /** Presses Confirm and answers what was stored, which is withdrawn again. */
  async function confirmed(inputs: Record<string, string>): Promise<OffboardingRequest> {
    const requestId = requestIdOf(manager.card);
    await manager.press('confirm', inputs);
    return withdrawn(requestId);
  }

  async function withdrawn(requestId: string): Promise<OffboardingRequest> {
    const request = await store.requests.find(requestId);
    assert.ok(request !== undefined, manager.lastSentence);
    const card = await manager.seeCard(
      'the request',
      (each) => verbs(each).includes('withdraw') && requestIdOf(each) === requestId,
    );
    await manager.press('withdraw', {}, card);
    return request;
  }

  it('lists every step that fits, by name and how many things, the sensible ones on', async () => {
    await upToThePlan();
    const { card } = manager;
    assert.deepEqual(switches(card), {
      'disable-devices': 'true',
      'auto-reply': 'false',
      'forward-mail': 'false',
      'cancel-meetings': 'false',
      'share-files': 'true',
      'hand-over-groups': 'true',
      'leave-groups': 'false',
      'remove-licences': 'false',
    });
    assert.match(textAt(card, 'step-disable-devices'), /\(2\): NL-LT-0412 and iPhone of Alex\./);
    assert.match(textAt(card, 'step-hand-over-groups'), /Megan Bowen .*\(1\): Campaign Phoenix/);
    assert.match(textAt(card, 'step-cancel-meetings'), /\(3\)/);
    assert.match(textAt(card, 'step-leave-groups'), /Stays a member.*rule \(1\).*mail-enabled groups \(1\)/);
    assert.equal(part(card, 'option-block-sign-in'), undefined, 'what the path needs can not be switched off');
    assert.equal(part(card, 'step-reassign-reports'), undefined, 'nobody reports to Alex');
  });

  it('says loudly what cannot be undone, and when mail and files are lost without a licence', async () => {
    await upToThePlan();
    assert.equal(textAt(manager.card, 'warning-cancel-meetings'), t('plan.irreversible'));
    const loss = textAt(manager.card, 'warning-remove-licences');
    assert.match(loss, /NOT keeping the data/);
    const { date } = textsOf('en');
    for (const days of [30, 60, 93]) {
      const at = new Date(cast.world.clock.now().getTime() + days * 86_400_000);
      assert.ok(loss.includes(date(at, 'Europe/Amsterdam')), `day ${days}: ${loss}`);
    }
    assert.equal(part(manager.card, 'warning-disable-devices'), undefined);
  });

  it('a client that sends no switches, or only words, gets what was shown', async () => {
    const atFirst = ['disable-devices', 'share-files', 'hand-over-groups'];
    await upToThePlan();
    const pressed = await confirmed({ reason: 'Because' });
    await upToThePlan();
    const requestId = requestIdOf(manager.card);
    await manager.say('confirm');
    const said = await withdrawn(requestId);
    for (const { plan } of [pressed, said]) {
      assert.deepEqual(plan.options.steps, atFirst);
      assert.deepEqual(plan.steps, ['block-sign-in', 'revoke-sessions', ...atFirst]);
      assert.equal(plan.options.successor?.id, boss.id);
      assert.equal(plan.options.autoReply, '');
    }
  });

  it('what is ticked is in the plan that the approver sees, and nothing else', async () => {
    await upToThePlan();
    const requestId = requestIdOf(manager.card);
    const text = 'Alex has left.\nWrite to desk@contoso.example.';
    await manager.press('confirm', {
      'option-disable-devices': 'false',
      'option-auto-reply': 'true',
      'option-share-files': 'false',
      'option-hand-over-groups': 'false',
      'option-cancel-meetings': 'true',
      'option-block-sign-in': 'false',
      'option-delete-user': 'true',
      autoReply: text,
    });
    const asked = await cast.approver.seeCard(
      'approval',
      (card) => verbs(card).includes('approve') && requestIdOf(card) === requestId,
    );
    assert.ok(textAt(asked, 'step-auto-reply').includes(text));
    assert.match(textAt(asked, 'technical-auto-reply'), /automaticRepliesSetting/);
    assert.equal(textAt(asked, 'warning-cancel-meetings'), t('plan.irreversible'));
    const { plan } = await withdrawn(requestId);
    assert.deepEqual(plan.steps, ['block-sign-in', 'revoke-sessions', 'auto-reply', 'cancel-meetings']);
    assert.equal(plan.options.successor, null, 'who takes over nothing is no part of the plan');
  });

  it('an automatic reply that is empty or too long is refused, and nothing typed is lost', async () => {
    await upToThePlan();
    await manager.press('confirm', { 'option-auto-reply': 'true', autoReply: '  ', reason: 'Kept', review: '90' });
    assert.equal(manager.lastSentence, t('auto-reply.empty'));
    assert.equal(part(manager.card, 'option-auto-reply')?.['value'], 'true');
    assert.equal(part(manager.card, 'reason')?.['value'], 'Kept');
    assert.equal(part(manager.card, 'review')?.['value'], '90');
    const long = 'x'.repeat(1001);
    await manager.press('confirm', { 'option-auto-reply': 'true', autoReply: long });
    assert.equal(manager.lastSentence, t('auto-reply.too-long', { length: 1001, limit: 1000 }));
    assert.equal(part(manager.card, 'autoReply')?.['value'], long);
    const { plan } = await confirmed({ 'option-auto-reply': 'false', autoReply: long });
    assert.equal(plan.options.autoReply, '', 'what is switched off needs no text');
  });

  it('the suggested automatic reply speaks both languages and names who takes over', async () => {
    await upToThePlan();
    const suggested = String(part(manager.card, 'autoReply')?.['value']);
    const values = { name: leaver.displayName, successor: boss.displayName, mail: boss.mail };
    const inBoth = (['en', 'nl'] as const).map((language) => textsOf(language).t('auto-reply.suggestion', values));
    assert.equal(suggested, inBoth.join('\n\n'));
  });

  it('switches stay as they were over Change and back, each path with its own', async () => {
    await upToThePlan();
    await manager.press('change', { 'option-disable-devices': 'false', 'option-leave-groups': 'true' });
    await manager.press('back');
    const kept = { ...switches(manager.card) };
    assert.equal(kept['disable-devices'], 'false');
    assert.equal(kept['leave-groups'], 'true');
    await manager.press('change');
    await manager.press('change-path');
    await manager.press('delete');
    assert.deepEqual(switches(manager.card), {
      'cancel-meetings': 'false',
      'share-files': 'false',
      'hand-over-groups': 'true',
    });
    await manager.press('change');
    await manager.press('change-path');
    await manager.press('keep');
    assert.deepEqual(switches(manager.card), kept);
    await manager.press('change');
    await manager.press('change-person');
    await manager.say('Joost Mulder');
    await manager.press('keep');
    await manager.press('now');
    assert.notEqual(switches(manager.card)['leave-groups'], 'true', 'what was chosen for Alex is not for Joost');
  });

  it('a delete says of each moment when the user goes and until when they can be restored', async () => {
    await manager.say(`offboard ${leaver.displayName}`);
    await manager.press('delete');
    const day = new Date(cast.world.clock.now().getTime() + 20 * 86_400_000).toISOString().slice(0, 10);
    const at = new Date(`${day}T12:00:00Z`);
    await manager.press('at', { date: day, time: '12:00' });
    const { date } = textsOf('en');
    const choices = part(manager.card, 'grace')?.['choices'] as { value: string; title: string }[];
    for (const { value, title } of choices) {
      const deleted = new Date(at.getTime() + Number(value) * 86_400_000);
      const until = new Date(deleted.getTime() + 30 * 86_400_000);
      assert.ok(title.includes(date(until, 'Europe/Amsterdam')), title);
      if (value !== '0') assert.ok(title.includes(date(deleted, 'Europe/Amsterdam')), title);
    }
  });

  it('licences that could not be read are not called none, and the plan notes it without alarm', async () => {
    cast.world.tenant.fault({ path: '^/subscribedSkus', times: -1, answer: { status: 403 } });
    await manager.say(`offboard ${leaver.displayName}`);
    assert.match(textAt(manager.card, 'consequence-keep'), /could not be read/);
    assert.match(textAt(manager.card, 'consequence-delete'), /could not be read/);
    assert.doesNotMatch(textOf(manager.card), /no licence/);
    await manager.press('keep');
    await manager.press('now');
    assert.equal(textAt(manager.card, 'cost'), t('plan.cost-unread'));
    assert.match(textAt(manager.card, 'notes'), new RegExp(t('plan.notes')));
    assert.ok(!textAt(manager.card, 'findings').includes(t('finding.unread-licences.why')));
  });

  it('of hundreds of things it names five, counts all and says where they are, and takes them all on', async () => {
    const big = cast.world.tenant.addBigPerson(boss.id);
    await upToThePlan('keep', big.displayName);
    const { card } = manager;
    assert.ok(Buffer.byteLength(JSON.stringify(card)) < 28_000);
    const counts = { 'disable-devices': 35, 'hand-over-groups': 55, 'leave-groups': 495, 'reassign-reports': 195 };
    for (const [step, more] of Object.entries(counts)) {
      const text = textAt(card, `step-${step}`);
      assert.match(text, new RegExp(`\\(${more + 5}\\).* and ${more} more \\(all of them: .+\\)`), text);
    }
    assert.ok((await stateSize()) < 16_000, 'what is kept between two turns does not grow with what somebody has');
    const { plan } = await confirmed({ 'option-leave-groups': 'true', 'option-reassign-reports': 'true' });
    assert.equal(plan.scopes['leave-groups']?.items.length, 500);
    assert.equal(plan.scopes['reassign-reports']?.items.length, 200);
  });

  it('names from the directory are text, whatever they hold, and what is cut is seen to be', async () => {
    const name = '**[x](http://evil.example)** ${1+1} {{name}}';
    const mail = 'odd.devices@contoso.example';
    const { id } = addReport(cast.world, { displayName: 'Odd Devices', mail });
    const { devices, registeredDevices, ownedDevices } = cast.world.tenant.state;
    const like = Object.values(devices).find((device) => device.accountEnabled);
    assert.ok(like !== undefined);
    const named = [name, 'y'.repeat(256)].map((displayName) => ({ ...like, id: crypto.randomUUID(), displayName }));
    for (const device of named) devices[device.id] = device;
    registeredDevices[id] = ownedDevices[id] = named.map((device) => device.id);
    await upToThePlan('keep', mail);
    const text = textAt(manager.card, 'step-disable-devices');
    assert.ok(text.includes(name), text);
    assert.match(text, /\(2\).* y{50,}…/);
    for (const { type, title } of every(manager.card)) {
      if (type === 'Input.Toggle') assert.doesNotMatch(String(title), /evil|yyy/);
    }
  });
});
