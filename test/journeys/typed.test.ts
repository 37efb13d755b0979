import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { textsOf } from '../../src/i18n/text.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { addBelongings } from '../support/belongings.ts';
import { textAt } from '../support/card.ts';
import { addReport, approvalIn, becomes, newest, requestIdOf, shownIn } from '../support/journey.ts';
import { isDone, startScene, stored, type Scene } from '../support/scene.ts';

const { t } = textsOf('en');
const { leaver, outsider } = sandboxPeople;

/** What no database keeps, though a client can send it. */
const unkeepable = [
  { what: 'a null character', text: 'one\u0000two', kept: 'onetwo' },
  { what: 'half a letter', text: 'one\uD83Dtwo', kept: 'one\uFFFDtwo' },
];

describe('what can’t be kept of a text is left out, and the rest is taken', () => {
  let scene: Scene;
  before(async () => {
    scene = await startScene();
  });
  afterEach(() => scene.manager.say('cancel'));
  after(() => scene.close());

  for (const { what, text, kept } of unkeepable) {
    it(`${what} in what is written`, async () => {
      await scene.manager.say(`offboard ${text}`);
      assert.equal(scene.manager.lastSentence, t('who.none-unknown', { query: kept }));
    });

    it(`${what} in every field of the plan, and in a comment`, async () => {
      const { manager, approver, world } = scene;
      await manager.say(`offboard ${leaver.displayName}`);
      await manager.press('keep');
      await manager.press('now');
      await manager.press('confirm', { successor: text });
      assert.equal(manager.lastSentence, t('successor.none', { query: kept }));
      await manager.press('confirm', { successor: `${outsider.mail}\u0000` });
      assert.equal(manager.lastSentence, t('successor.named', { name: outsider.displayName }));
      const [mine, requestId] = [newest(manager), requestIdOf(manager.card)];
      await manager.press('confirm', { 'option-auto-reply': 'true', autoReply: text, reason: text });
      const theirs = await approvalIn(world, approver, requestId);
      assert.equal(textAt(shownIn(theirs), 'fact-reason'), kept);
      const { plan, reason } = await stored(scene, { requestId });
      assert.deepEqual([plan.options.autoReply, reason], [kept, kept]);
      await approver.press('reject', { comment: text }, shownIn(theirs));
      await becomes(scene, mine, 'rejected', (card) => textAt(card, 'state').includes(kept));
    });
  }

  it('a name that the directory cut in the middle of an emoji, of a person, a device and a group', async () => {
    const { manager, approver, world } = scene;
    const { state } = world.tenant;
    const [cut, shown] = ['Zara \uD83C', 'Zara \uFFFD'];
    const mail = 'cut@contoso.example';
    const { id } = addReport(world, { displayName: cut, jobTitle: cut, mail, userPrincipalName: mail });
    const { devices, owned } = addBelongings(state, id);
    for (const device of devices) Object.assign(state.devices[device] ?? {}, { displayName: cut });
    for (const group of owned) Object.assign(state.groups[group] ?? {}, { displayName: cut });
    await manager.say(`offboard ${mail}`);
    await manager.press('keep');
    await manager.press('now');
    assert.equal(textAt(manager.card, 'person-name'), shown);
    const [mine, requestId] = [newest(manager), requestIdOf(manager.card)];
    await manager.press('confirm', { reason: 'Because' });
    const theirs = await approvalIn(world, approver, requestId);
    assert.match(textAt(shownIn(theirs), 'step-disable-devices'), /\(2\): Zara \uFFFD and Zara \uFFFD\./u);
    await approver.press('approve', {}, shownIn(theirs));
    await becomes(scene, mine, 'done', isDone);
    assert.equal(state.users[id]?.accountEnabled, false);
  });
});
