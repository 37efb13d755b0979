import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { part, textAt, textOf } from '../support/card.ts';
import {
  addReport,
  approveAndRun,
  askFor,
  newest,
  requestIdOf,
  startCast,
  writes,
  type Cast,
} from '../support/journey.ts';

const { firstDaan, secondDaan, accented, leaver, noManager, outsider } = sandboxPeople;

describe('who leaves', () => {
  let cast: Cast;

  before(async () => {
    cast = await startCast();
  });
  afterEach(() => cast.manager.say('cancel'));
  after(() => cast.world.close());

  it('two people of one name are told apart, and the one chosen is the one acted on', async () => {
    const { manager, world } = cast;
    await manager.say('offboard Daan de Vries');
    const choices = part(manager.card, 'person')?.['choices'] as { title: string; value: string }[];
    assert.deepEqual(choices.map(({ value }) => value).sort(), [firstDaan.id, secondDaan.id].sort());
    const second = choices.find(({ value }) => value === secondDaan.id);
    assert.equal(
      second?.title,
      'Daan de Vries: Data Analyst · Customer Insights · reports to Sanne Visser · d.devries2@contoso.example',
    );
    await manager.press('choose', {});
    assert.match(manager.lastSentence, /Choose a person first/);
    await manager.press('choose', { person: leaver.id });
    assert.match(manager.lastSentence, /Choose a person first/, 'an id that was not offered is no choice');
    await manager.press('choose', { person: secondDaan.id });
    await manager.press('keep');
    await manager.press('now');
    const mine = newest(manager);
    const requestId = requestIdOf(manager.card);
    await manager.press('confirm');
    await cast.approver.seeCard('approval', (card) => textAt(card, 'person-mail').includes('d.devries2'));
    await approveAndRun(cast, { requestId, mine, theirs: newest(cast.approver) });
    assert.ok(writes(world).every(({ path }) => path.includes(secondDaan.id)));
    assert.equal(world.tenant.state.users[secondDaan.id]?.accountEnabled, false);
    assert.equal(world.tenant.state.users[firstDaan.id]?.accountEnabled, true);
  });

  it('words at the choice search again', async () => {
    const { manager } = cast;
    await manager.say('offboard Daan de Vries');
    await manager.say(firstDaan.mail);
    assert.match(textAt(manager.card, 'person-details'), /Content Designer/);
  });

  for (const query of [accented.displayName, "D'Angelo", 'zoe d’angelo', accented.mail.toUpperCase()]) {
    it(`finds ${accented.displayName} by "${query}"`, async () => {
      await cast.manager.say(`offboard ${query}`);
      assert.equal(textAt(cast.manager.card, 'person-name'), accented.displayName);
    });
  }

  it('the welcome button asks who, and a search by the field goes on from there', async () => {
    const { manager } = cast;
    await manager.arrive();
    await manager.press('offboard');
    await manager.press('search', { who: '   ' });
    assert.match(manager.lastSentence, /Write a name/);
    await manager.press('search', { who: 'Nobody Whatsoever' });
    assert.match(manager.lastSentence, /found nobody called "Nobody Whatsoever"/);
    await manager.press('search', { who: 'Alex Wilber' });
    assert.equal(textAt(manager.card, 'person-name'), leaver.displayName);
  });

  it('somebody without a manager is found by HR, and the card says so', async () => {
    const hr = cast.world.client('hr');
    await hr.say(`offboard ${noManager.displayName}`);
    assert.match(textAt(hr.card, 'person-details'), /no manager/);
    await cast.manager.say(`offboard ${noManager.displayName}`);
    assert.match(cast.manager.lastSentence, /reports to you/);
    await hr.say('cancel');
  });

  it('HR may ask for everyone, up to the receipt', async () => {
    const hr = cast.world.client('hr');
    const theirs = { ...cast, manager: hr };
    const asked = await askFor(theirs, { path: 'keep', who: outsider.displayName });
    const receipt = await approveAndRun(theirs, asked);
    assert.match(textAt(receipt, 'headline'), /^Done/);
    assert.equal(cast.world.tenant.state.users[outsider.id]?.accountEnabled, false);
  });

  it('60 licences fit on every card, and each is freed', async () => {
    const { world, manager } = cast;
    const user = addReport(world, { displayName: 'Sixty Licences', mail: 'sixty@contoso.example' });
    for (let number = 0; number < 60; number += 1) {
      const skuId = crypto.randomUUID();
      world.tenant.state.skus.push({ skuId, skuPartNumber: `SKU_${number}`, enabled: 7, servicePlans: [] });
      user.assignedLicenses.push({ skuId, disabledPlans: [] });
    }
    const asked = await askFor(cast, { path: 'delete', who: 'Sixty Licences', mail: 'sixty@contoso.example' });
    const receipt = await approveAndRun(cast, asked);
    assert.match(textOf(receipt), /SKU_59: 1 in use before, 0 after \(7 bought\)/);
    assert.match(
      textOf(receipt),
      /Microsoft 365 E3: 40 in use before, 39 after|Microsoft 365 E3: 41 in use before, 40/,
    );
    for (const { activity } of [...manager.messages, ...cast.approver.messages]) {
      for (const { content } of activity.attachments ?? []) assert.ok(JSON.stringify(content).length < 28_000);
    }
  });
});
