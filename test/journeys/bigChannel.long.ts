import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { languages, textsOf } from '../../src/i18n/text.ts';
import type { OffboardingPath } from '../../src/offboarding/model.ts';
import { sandboxGroups, sandboxPeople } from '../../src/sandbox/people.ts';
import type { TenantState } from '../../src/sandbox/tenant/state.ts';
import { addDevice, type Belongings } from '../support/belongings.ts';
import { addBigLeaver, allOn, assertSizes } from '../support/bigPerson.ts';
import { textAt, verbs } from '../support/card.ts';
import { teamsIdOf, type ChatPlace, type Client } from '../support/client.ts';
import { addMembers } from '../support/crowd.ts';
import { requestIdOf, shownIn } from '../support/journey.ts';
import { addMailGroup } from '../support/oddThings.ts';
import { isReceipt, messageAbout, startScene, type Scene } from '../support/scene.ts';
import type { CardJson, ChatMessage } from '../support/teams.ts';

const place: ChatPlace = { id: '19:approvals@thread.tacv2', type: 'channel' };
const { approver } = sandboxPeople;

/** As long as Entra and Teams let it be, in letters of four bytes. */
const longest = '🌷'.repeat(128);
const typed = { reason: '🌷'.repeat(500), comment: '🌷'.repeat(500), autoReply: '🌷'.repeat(500) };

for (const path of ['keep', 'delete'] as const satisfies readonly OffboardingPath[]) {
  for (const language of languages) {
    describe(`the most of everything, in a channel of 60 approvers: ${path}, ${language}`, function () {
      this.timeout(300_000);
      const locale = language === 'nl' ? 'nl-NL' : 'en-US';
      const { t } = textsOf(language);
      let scene: Scene;
      let manager: Client;
      let inChannel: Client;
      let inChat: Client;
      let leaver: ReturnType<typeof addBigLeaver>;

      before(async () => {
        scene = await startScene({ LOG_LEVEL: 'warn' });
        const { world } = scene;
        leaver = addBigLeaver(world);
        growLong(world.tenant.state, leaver);
        const crowd = addMembers(world.tenant.state, sandboxGroups.approvers, 59);
        const roster = crowd.map(({ id }) => ({ id: `29:1${'x'.repeat(48)}${id}`, objectId: id }));
        world.teams.setRoster(place.id, [{ id: teamsIdOf(approver.id), objectId: approver.id }, ...roster]);
        manager = world.client('manager', { locale });
        inChannel = world.client('approver', { locale, place });
        inChat = world.client('approver', { locale });
        await manager.arrive();
        await inChannel.say(language === 'nl' ? 'goedkeuringen hier' : 'approvals here');
      });
      after(() => scene.close());

      it('is asked, refused by the directory at every turn, told and taken back, on cards that Teams takes', async () => {
        const { world } = scene;
        await manager.say(`offboard ${leaver.mail}`);
        assert.ok(verbs(manager.card).includes(path));
        await manager.press(path);
        await manager.press('now');
        const requestId = requestIdOf(manager.card);
        const options = { ...allOn(manager.card), ...typed };
        await manager.press('confirm', path === 'delete' ? { ...options, confirmMail: leaver.mail } : options);
        const about = (message: ChatMessage) => message.activity.attachments?.some((each) => isAddressed(each.content));
        const posted = await world.teams.until('the card in the channel', () => inChannel.messages.find(about));
        const own = await inChannel.refresh(shownIn(posted));
        assert.deepEqual(verbs(own?.card ?? {}), ['approve', 'reject']);

        for (const tie of ['/members/', '/owners/', '/manager/', '^/devices/', '/cancel$', '/assignLicense$']) {
          for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
            world.tenant.fault({ method, path: tie, times: -1, answer: { status: 403 } });
          }
        }
        await inChannel.press('approve', { comment: typed.comment }, own?.card);
        await world.teams.until('the receipt', () => (isReceipt(shownIn(posted)) ? true : undefined), 120_000);
        world.tenant.clearFaults();
        const receipt = await inChannel.refresh(shownIn(posted));
        const outcome = textAt(receipt?.card ?? {}, 'outcome-hand-over-groups');
        const listed = outcome.split(t('left.graph-forbidden')).length - 1;
        assert.ok(listed > 0 && outcome.includes(t('left.more', { count: 60 - listed })), outcome);
        const after = path === 'keep' ? receipt?.card : await skipAndEnd(posted, receipt?.card);
        await inChannel.press('tick', { leftovers: path === 'keep' ? 'mail-groups' : 'owned-mail-groups' }, after);
        await inChat.say(language === 'nl' ? 'wachtend' : 'pending');
        await inChat.say(language === 'nl' ? 'aanvraag 1' : 'status 1');
        await manager.say(language === 'nl' ? 'aanvraag 1' : 'status 1');
        await inChat.say(language === 'nl' ? 'ongedaan maken 1' : 'undo 1');
        const isPlan = (card: CardJson) => textAt(card, 'undo-wont') !== '';
        const name =
          world.tenant.state.users[leaver.id]?.displayName ??
          world.tenant.state.deletedUsers[leaver.id]?.displayName ??
          '';
        const plan = await messageAbout(scene, inChat, name, isPlan);
        await inChat.press('confirm-undo', { unblock: 'true' }, shownIn(plan));
        await world.teams.until('the undo is over', () => (isReceipt(shownIn(plan)) ? true : undefined), 120_000);
        assert.ok(await scene.aside.deps.store.requests.find(requestId));
        console.log(`      the largest card: ${assertSizes(world.teams, [manager, inChannel, inChat])} bytes`);
      });

      /** A delete stops at a hand-over that failed; an approver has it go on without. */
      async function skipAndEnd(posted: ChatMessage, stopped: CardJson | undefined): Promise<CardJson | undefined> {
        await inChannel.press('skip', { comment: typed.comment }, stopped);
        const isDeleted = () => textAt(shownIn(posted), 'headline').includes(t('receipt.seen-deleted')) || undefined;
        await scene.world.teams.until('the receipt of the delete', isDeleted, 120_000);
        return (await inChannel.refresh(shownIn(posted)))?.card;
      }
    });
  }
}

function isAddressed(card: CardJson): boolean {
  return card['refresh'] !== undefined;
}

/** Gives everything the longest names there can be, and more of what people have to do by hand. */
function growLong(state: TenantState, leaver: Belongings): void {
  const { users, groups, devices, events } = state;
  const groupIds = Array.from({ length: 40 }, () => addMailGroup(state, longest));
  for (const id of groupIds) {
    state.members[id] = [leaver.id];
    state.owners[id] = [leaver.id];
  }
  const hybrid = Array.from({ length: 20 }, () => addDevice(state, leaver.id, 'ServerAd'));
  for (const id of [...hybrid, ...leaver.devices]) Object.assign(devices[id] ?? {}, { displayName: longest });
  for (const id of [...leaver.owned, ...leaver.memberOf]) Object.assign(groups[id] ?? {}, { displayName: longest });
  for (const id of [...leaver.reports, leaver.id]) Object.assign(users[id] ?? {}, { displayName: longest });
  for (const event of events[leaver.id] ?? []) event.subject = longest;
  for (const id of [sandboxPeople.manager.id, sandboxPeople.approver.id]) {
    Object.assign(users[id] ?? {}, { displayName: longest });
  }
  Object.assign(users[leaver.id] ?? {}, { jobTitle: '🌷'.repeat(64), department: '🌷'.repeat(32) });
  for (let n = 0; n < 12; n += 1) {
    const skuId = crypto.randomUUID();
    state.skus.push({ skuId, skuPartNumber: `${longest.slice(0, 60)}${n}`, enabled: 1000, servicePlans: [] });
    const at = users[leaver.id]?.createdDateTime ?? '';
    users[leaver.id]?.assignedLicenses.push({ skuId, disabledPlans: [] });
    const from = { assignedByGroup: null, state: 'Active', error: 'None', disabledPlans: [], lastUpdatedDateTime: at };
    users[leaver.id]?.licenseAssignmentStates.push({ skuId, ...from });
  }
}
