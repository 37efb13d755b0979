import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { textsOf } from '../../src/i18n/text.ts';
import type { Store } from '../../src/offboarding/ports/store.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { storeOn } from '../storage/samples.ts';
import { part, textAt, verbs } from '../support/card.ts';
import type { Client } from '../support/client.ts';
import { freshPostgres } from '../support/databases.ts';
import { newest, requestIdOf, shownIn, startCast, type Cast } from '../support/journey.ts';

const { t } = textsOf('en');
const { leaver, manager: boss, secondApprover: grady, outsider, firstDaan, secondDaan } = sandboxPeople;

const rows = ['forward-mail', 'share-files', 'hand-over-groups'] as const;

describe('who takes over is asked once, on the plan, and used by every step', () => {
  let cast: Cast;
  let store: Store;
  let manager: Client;

  before(async () => {
    const database = await freshPostgres();
    store = storeOn(database);
    cast = await startCast({ database, environment: { REQUESTS_PER_DAY: '1000' } });
    ({ manager } = cast);
  });
  afterEach(async () => {
    await manager.say('cancel');
    assert.deepEqual(await store.requests.inState('awaiting', 10), []);
  });
  after(() => cast.world.close());

  async function upToThePlan(who: string = leaver.displayName): Promise<void> {
    await manager.say(`offboard ${who}`);
    await manager.press('keep');
    await manager.press('now');
  }

  const shown = () => String(part(manager.card, 'successor')?.['value']);
  const asShown = ({ displayName: name, mail }: { displayName: string; mail: string }) =>
    t('successor.text', { name, mail });
  const all = (name: string) => rows.every((step) => textAt(manager.card, `step-${step}`).includes(name));

  async function withdraw(requestId: string): Promise<void> {
    const card = await manager.seeCard(
      'the request',
      (each) => requestIdOf(each) === requestId && verbs(each).includes('withdraw'),
    );
    await manager.press('withdraw', {}, card);
  }

  it('is the manager at first, in every row that needs somebody', async () => {
    await upToThePlan();
    assert.equal(shown(), asShown(boss));
    assert.ok(all(boss.displayName));
  });

  it('is not asked where no step needs anybody', async () => {
    await upToThePlan('Joost Mulder');
    assert.equal(part(manager.card, 'step-share-files'), undefined, 'never opened');
    await manager.press('change');
    await manager.press('change-path');
    await manager.press('delete');
    assert.equal(part(manager.card, 'successor'), undefined);
  });

  it('somebody else, found by name, is in every row of the plan before it can be confirmed', async () => {
    await upToThePlan();
    const [first, requestId] = [newest(manager), requestIdOf(manager.card)];
    const inputs = { successor: ' Lee  Gu ', reason: 'Kept', 'option-forward-mail': 'true' };
    await manager.press('confirm', inputs);
    assert.equal(manager.lastSentence, t('successor.named', { name: outsider.displayName }));
    assert.equal(await store.requests.find(requestId), undefined, 'nothing was sent');
    assert.deepEqual(verbs(shownIn(first)), [], 'the plan with somebody else in it is closed');
    assert.equal(shown(), asShown(outsider));
    assert.ok(all(outsider.displayName));
    assert.match(String(part(manager.card, 'autoReply')?.['value']), /Lee Gu/, 'the suggested reply follows');
    assert.equal(part(manager.card, 'reason')?.['value'], 'Kept');
    assert.equal(part(manager.card, 'option-forward-mail')?.['value'], 'true');
    await manager.press('confirm', { successor: shown() });
    const request = await store.requests.find(requestId);
    assert.deepEqual(request?.plan.options.successor, {
      id: outsider.id,
      displayName: outsider.displayName,
      mail: outsider.mail,
    });
    assert.ok(request.plan.steps.includes('forward-mail'));
    await withdraw(requestId);
  });

  it('Confirm pressed twice with another name sends nothing', async () => {
    await upToThePlan();
    const [card, requestId] = [manager.card, requestIdOf(manager.card)];
    const inputs = { successor: outsider.mail };
    await Promise.all([manager.press('confirm', inputs, card), manager.press('confirm', inputs, card)]);
    await manager.press('confirm', { successor: '' });
    await manager.press('confirm', { successor: '' }, card);
    assert.equal(await store.requests.find(requestId), undefined);
    assert.ok(manager.sentences.includes(t('successor.named', { name: outsider.displayName })));
  });

  it('several of one name are offered with what tells them apart, and one has to be chosen', async () => {
    await upToThePlan();
    const requestId = requestIdOf(manager.card);
    await manager.press('confirm', { successor: firstDaan.displayName });
    assert.equal(manager.lastSentence, t('successor.several', { query: firstDaan.displayName }));
    const choices = part(manager.card, 'successorChoice')?.['choices'] as { title: string; value: string }[];
    assert.deepEqual(choices.map(({ value }) => value).sort(), [firstDaan.id, secondDaan.id].sort());
    assert.ok(choices.some(({ title }) => /Data Analyst · Customer Insights · .*d\.devries2@/.test(title)));
    assert.equal(shown(), asShown(boss), 'as long as nobody is chosen it is who it was');
    await manager.press('confirm', { successor: shown(), successorChoice: '' });
    assert.equal(manager.lastSentence, t('successor.choose-first'));
    await manager.say('confirm');
    assert.equal(manager.lastSentence, t('successor.choose-first'));
    await manager.press('confirm', { successorChoice: outsider.id });
    assert.equal(manager.lastSentence, t('successor.choose-first'), 'somebody who was not offered');
    await manager.press('confirm', { successorChoice: secondDaan.id });
    assert.equal(shown(), asShown(secondDaan));
    assert.ok(all(secondDaan.displayName));
    assert.equal(part(manager.card, 'successorChoice'), undefined);
    assert.equal(await store.requests.find(requestId), undefined, 'nothing was sent');
    await manager.say('confirm');
    assert.equal((await store.requests.find(requestId))?.plan.options.successor?.id, secondDaan.id);
    await withdraw(requestId);
  });

  const refused = [
    { what: 'the leaver', typed: leaver.mail, says: t('successor.is-leaver', { name: leaver.displayName }) },
    { what: 'somebody blocked', typed: 'Emily Braun', says: t('successor.is-blocked', { name: 'Emily Braun' }) },
    { what: 'a guest', typed: 'Pradeep Gupta', says: t('successor.is-guest', { name: 'Pradeep Gupta' }) },
    {
      what: 'somebody of another tenant',
      typed: 'ann@fabrikam.example',
      says: t('successor.none', { query: 'ann@fabrikam.example' }),
    },
    { what: 'nobody', typed: "O'Nobody #1", says: t('successor.none', { query: "O'Nobody #1" }) },
  ];
  for (const { what, typed, says } of refused) {
    it(`${what} is refused with a sentence, and all the rest stays`, async () => {
      await upToThePlan();
      const requestId = requestIdOf(manager.card);
      const inputs = { reason: 'Kept', 'option-leave-groups': 'true', autoReply: 'Mine', review: '30' };
      await manager.press('confirm', { successor: typed, ...inputs });
      assert.equal(manager.lastSentence, says);
      assert.equal(shown(), asShown(boss));
      assert.ok(all(boss.displayName));
      for (const [id, value] of Object.entries(inputs)) assert.equal(part(manager.card, id)?.['value'], value);
      assert.equal(await store.requests.find(requestId), undefined);
    });
  }

  it('what is pasted by mistake is not searched for', async () => {
    await upToThePlan();
    await manager.press('confirm', { successor: 'x'.repeat(257) });
    assert.equal(manager.lastSentence, t('say.too-long', { length: 257, limit: 256 }));
  });

  it('nobody: the steps that need somebody are off and say so, and the others run', async () => {
    await upToThePlan();
    const requestId = requestIdOf(manager.card);
    await manager.press('confirm', { successor: '' });
    assert.equal(await store.requests.find(requestId), undefined, 'nothing was sent');
    assert.equal(shown(), '');
    for (const step of rows) {
      assert.equal(part(manager.card, `option-${step}`), undefined);
      assert.equal(textAt(manager.card, `step-${step}`), t('successor.needed', { step: t(`step.${step}.name`) }));
    }
    await manager.press('confirm', { successor: '', 'option-share-files': 'true' });
    const request = await store.requests.find(requestId);
    assert.deepEqual(request?.plan.steps, ['block-sign-in', 'revoke-sessions', 'disable-devices']);
    assert.equal(request.plan.options.successor, null);
    await withdraw(requestId);
  });

  it('a name typed before Change is looked up when the plan is shown again', async () => {
    await upToThePlan();
    await manager.press('change', { successor: outsider.mail });
    await manager.press('change-when');
    await manager.say('tomorrow at 12:00');
    assert.equal(shown(), asShown(outsider));
  });

  it('who has been blocked since is refused at Confirm, and somebody else can be named', async () => {
    await upToThePlan();
    const requestId = requestIdOf(manager.card);
    await manager.press('confirm', { successor: grady.mail });
    const { users } = cast.world.tenant.state;
    const user = users[grady.id];
    assert.ok(user !== undefined);
    users[grady.id] = { ...user, accountEnabled: false };
    await manager.press('confirm', { reason: 'Kept' });
    users[grady.id] = user;
    assert.match(manager.lastSentence, new RegExp(grady.displayName));
    assert.equal(await store.requests.find(requestId), undefined);
    assert.equal(shown(), asShown(boss));
    assert.equal(part(manager.card, 'reason')?.['value'], 'Kept');
  });

  it('is somebody new with the next person', async () => {
    await upToThePlan();
    await manager.press('confirm', { successor: outsider.mail });
    await manager.press('change');
    await manager.press('change-person');
    await manager.say(firstDaan.mail);
    await manager.press('keep');
    await manager.press('now');
    assert.equal(shown(), asShown(boss));
  });
});
