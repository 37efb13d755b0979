import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { textsOf } from '../../src/i18n/text.ts';
import { sandboxGroups, sandboxPeople } from '../../src/sandbox/people.ts';
import type { Database } from '../../src/storage/db.ts';
import { auditRows } from '../support/auditRows.ts';
import { part, textAt, textOf, verbs } from '../support/card.ts';
import { teamsIdOf, type Client, type ChatPlace } from '../support/client.ts';
import { freshPostgres } from '../support/databases.ts';
import { approvalIn, becomes, confirmFor, newest, shownIn, startCast, writes, type Cast } from '../support/journey.ts';
import type { CardJson, ChatMessage } from '../support/teams.ts';

const { t } = textsOf('en');
const { approver, secondApprover, manager, hr } = sandboxPeople;

const place: ChatPlace = { id: '19:approvals@thread.tacv2', type: 'channel' };
const asTeamsNames = [approver, secondApprover, manager, hr].map(({ id }) => ({ id: teamsIdOf(id), objectId: id }));

describe('the approvers’ channel', () => {
  let cast: Cast;
  let database: Database;
  let second: Client;
  /** What each of them sees and does in the channel. */
  let inChannel: (name: 'approver' | 'secondApprover' | 'manager' | 'hr' | 'outsider', locale?: string) => Client;

  before(async () => {
    database = await freshPostgres();
    cast = await startCast({ database });
    second = cast.world.client('secondApprover');
    await second.arrive();
    inChannel = (name, locale = 'en-US') => cast.world.client(name, { place, locale });
    cast.world.teams.setRoster(place.id, asTeamsNames, 3);
  });
  afterEach(() => cast.world.teams.setRoster(place.id, asTeamsNames, 3));
  after(() => cast.world.close());

  describe('who may say where the cards come', () => {
    for (const [name, locale] of [
      ['manager', 'en-US'],
      ['outsider', 'nl-NL'],
    ] as const) {
      it(`not the ${name}, in ${locale}`, async () => {
        const client = inChannel(name, locale);
        const texts = textsOf(locale === 'nl-NL' ? 'nl' : 'en');
        await client.say(locale === 'nl-NL' ? 'goedkeuringen hier' : 'approvals here');
        assert.equal(client.lastSentence, texts.t('say.approvals-only-approvers'));
        const row = (await auditRows(database)).at(-1);
        assert.deepEqual([row?.action, row?.actorId], ['attempt-refused', sandboxPeople[name].id]);
      });
    }

    it('nobody in a personal chat, which is told what to do instead', async () => {
      await cast.approver.say('approvals here');
      assert.equal(cast.approver.lastSentence, t('say.approvals-in-channel'));
    });

    it('an approver, and what waits is brought there at once', async () => {
      const { requestId, mine } = await confirmFor(cast, { path: 'keep', who: 'Yusuf Kaya' });
      const theirs = await approvalIn(cast.world, cast.approver, requestId);
      await inChannel('approver').say('Approvals here, please');
      assert.equal(inChannel('approver').lastSentence, t('say.approvals-here'));
      assert.equal((await auditRows(database)).at(-1)?.action, 'channel-set');
      await cardIn('Yusuf Kaya');
      await cast.manager.press('withdraw', {}, shownIn(mine));
      for (const message of [theirs, await cardIn('Yusuf Kaya')]) {
        await becomes(cast, message, 'withdrawn', (card) => /Withdrawn by/.test(textAt(card, 'state')));
      }
    });
  });

  describe('a request', () => {
    let mine: ChatMessage;
    let posted: ChatMessage;
    let requestId: string;

    before(async () => {
      ({ mine, requestId } = await confirmFor(cast, { path: 'keep' }));
      posted = await cardIn('Alex Wilber');
      await becomes(cast, posted, 'addressed', (card) => card['refresh'] !== undefined);
    });

    it('makes one card in the channel, and none in the approvers’ own chats', () => {
      const about = (client: Client) => client.cards.filter((card) => textAt(card, 'person-name') === 'Alex Wilber');
      assert.equal(about(inChannel('hr')).length, 1);
      for (const client of [cast.approver, second]) assert.deepEqual(about(client), []);
    });

    it('is read by everybody there, and gives nobody a button', () => {
      const card = shownIn(posted);
      assert.match(textAt(card, 'title'), /^Approval asked: Alex Wilber/);
      assert.match(textAt(card, 'fact-requester'), /Megan Bowen/);
      assert.deepEqual(verbs(card), []);
      assert.equal(part(card, 'comment'), undefined);
      assert.match(textAt(card, 'state'), /Approvers see the buttons/);
    });

    it('gives approvers buttons by a view of their own', async () => {
      const { userIds } = shownIn(posted)['refresh'] as { userIds: string[] };
      assert.deepEqual(userIds.sort(), [approver.id, secondApprover.id].map(teamsIdOf).sort());
      for (const name of ['approver', 'secondApprover'] as const) {
        assert.deepEqual(verbs((await viewOf(name)) ?? {}), ['approve', 'reject']);
      }
    });

    it('gives others none, also when they ask for it', async () => {
      assert.equal(await inChannel('manager').refresh(shownIn(posted)), undefined);
      const { card, sentence } = await inChannel('hr').invoke(view(requestId));
      assert.equal(card, undefined);
      assert.equal(sentence, t('decision.no-view'));
    });

    it('a click by somebody who is no approver is refused for them alone, and audited', async () => {
      const said = inChannel('hr').messages.length;
      const { card, sentence } = await inChannel('hr').invoke(click('approve', requestId));
      assert.equal(card, undefined);
      assert.equal(sentence, t('decision.not-an-approver'));
      assert.equal(inChannel('hr').messages.length, said, 'nothing is said to everybody');
      const row = (await auditRows(database)).at(-1);
      assert.deepEqual([row?.action, row?.actorId], ['attempt-refused', hr.id]);
      assert.deepEqual(row?.details, { attempt: 'approve', rule: 'not-an-approver' });
    });

    it('the requester can’t approve it, not even as an approver', async () => {
      const members = cast.world.tenant.state.members[sandboxGroups.approvers] ?? [];
      members.push(manager.id);
      const { card, sentence } = await inChannel('manager').invoke(click('approve', requestId));
      members.pop();
      assert.equal(card, undefined);
      assert.equal(sentence, t('decision.own-request'));
      assert.deepEqual(writes(cast.world), []);
    });

    it('a reject without a comment is asked for one, on the card itself', async () => {
      const said = inChannel('hr').messages.length;
      const own = await viewOf('approver');
      const { card } = await inChannel('approver').press('reject', { comment: ' ' }, own);
      assert.equal(textAt(card ?? {}, 'notice'), t('decision.comment-needed'));
      assert.deepEqual(verbs(card ?? {}), ['approve', 'reject']);
      assert.equal(inChannel('hr').messages.length, said, 'nothing is said to everybody');
    });

    it('an approval from the view runs, and every copy changes', async () => {
      const { card } = await inChannel('approver').press('approve', {}, await viewOf('approver'));
      assert.match(textAt(card ?? {}, 'state'), /Approved by Lidia Holloway/);
      for (const message of [posted, mine]) {
        const receipt = await becomes(cast, message, 'a receipt', (each) => part(each, 'headline') !== undefined);
        assert.match(textAt(receipt, 'headline'), /^Done/);
        assert.deepEqual(verbs(receipt), []);
      }
      await cast.manager.seeSentence(/was approved by Lidia Holloway/);
    });

    it('a view asked for by an old card shows how it is now, and an old button says so', async () => {
      const { card } = await inChannel('secondApprover').invoke(view(requestId));
      assert.match(textAt(card ?? {}, 'headline'), /^Done/);
      const late = await inChannel('secondApprover').invoke(click('approve', requestId));
      assert.match(textAt(late.card ?? {}, 'notice'), /No decision is needed any more: Approved by Lidia Holloway/);
    });

    async function viewOf(name: 'approver' | 'secondApprover'): Promise<CardJson | undefined> {
      return (await inChannel(name).refresh(shownIn(posted)))?.card;
    }
  });

  describe('with others in it, or another place', () => {
    it('an approver who isn’t in the channel is named there and to the requester', async () => {
      cast.world.teams.setRoster(
        place.id,
        asTeamsNames.filter(({ objectId }) => objectId !== secondApprover.id),
      );
      const { mine } = await confirmFor(cast, { path: 'keep', who: 'Sanne Visser' });
      const names = (card: CardJson) => textAt(card, 'state').includes('Could not be reached: Grady Archie');
      const card = await becomes(cast, await cardIn('Sanne Visser'), 'a card that names them', names);
      await becomes(cast, mine, 'a card that names them', names);
      assert.deepEqual((card['refresh'] as { userIds: string[] }).userIds, [teamsIdOf(approver.id)]);
    });

    it('where the roster can’t be read, those who ever wrote to Farewell get their buttons all the same', async () => {
      cast.world.teams.setRoster(place.id, 403);
      await confirmFor(cast, { path: 'keep', who: 'Joost Mulder' });
      const posted = await cardIn('Joost Mulder');
      const card = await becomes(cast, posted, 'addressed', (each) => each['refresh'] !== undefined);
      assert.doesNotMatch(textAt(card, 'state'), /reached/);
      const own = await inChannel('secondApprover').refresh(card);
      await inChannel('secondApprover').press('reject', { comment: 'Wrong person' }, own?.card);
      await becomes(cast, posted, 'rejected', (each) => /Rejected by Grady Archie/.test(textAt(each, 'state')));
    });

    it('"pending" brings the card with its buttons to a personal chat as well', async () => {
      await second.say('pending');
      const card = await second.seeCard('the question', (each) => /Sanne Visser/.test(textAt(each, 'title')));
      assert.deepEqual(verbs(card), ['approve', 'reject']);
    });

    it('a group chat in Dutch takes the channel’s place, and the cards speak Dutch there', async () => {
      const group: ChatPlace = { id: '19:group@thread.v2', type: 'groupChat' };
      cast.world.teams.setRoster(group.id, asTeamsNames);
      const dutch = cast.world.client('approver', { place: group, locale: 'nl-NL' });
      await dutch.say('Goedkeuringen hier graag');
      assert.equal(dutch.lastSentence, textsOf('nl').t('say.approvals-here'));
      const card = await dutch.seeCard('the card that waits', (each) => textOf(each).includes('Sanne Visser'));
      assert.match(textAt(card, 'title'), /^Goedkeuring gevraagd/);
      const own = await dutch.refresh(card);
      await dutch.press('reject', { comment: 'Nog niet' }, own?.card);
      // The card in the channel of before is a copy too.
      for (const message of [newest(dutch), await cardIn('Sanne Visser')]) {
        await becomes(cast, message, 'rejected', (each) => /Lidia Holloway/.test(textAt(each, 'state')));
      }
    });

    it('"approvals in chats" goes back to the approvers’ own chats', async () => {
      const before = inChannel('hr').cards.length;
      const group = cast.world.client('approver', { place: { id: '19:group@thread.v2', type: 'groupChat' } });
      await group.say('approvals in chats');
      assert.equal(group.lastSentence, t('say.approvals-in-chats'));
      const { requestId } = await confirmFor(cast, { path: 'keep', who: 'Aïsha Mohamud' });
      for (const client of [cast.approver, second]) await approvalIn(cast.world, client, requestId);
      assert.equal(inChannel('hr').cards.length, before);
      assert.ok(!group.cards.some((card) => textOf(card).includes('Aïsha Mohamud')));
    });

    it('a channel that Farewell was removed from is given up, and the approvers are asked in their chats', async () => {
      await inChannel('approver').say('approvals here');
      cast.world.teams.refuse(place.id, 403);
      const { requestId } = await confirmFor(cast, { path: 'keep', who: 'Ruben Meijer' });
      await approvalIn(cast.world, second, requestId);
      cast.world.teams.refuse(place.id, 0);
      const row = (await auditRows(database)).findLast(({ action }) => action === 'channel-cleared');
      assert.equal(row?.actorId, null);
    });
  });

  /** The message in the channel that shows the card of this leaver. */
  function cardIn(leaver: string): Promise<ChatMessage> {
    return cast.world.teams.until(`the card of ${leaver}`, () =>
      cast.world.teams
        .chat(place.id)
        .find(({ activity }) => textAt(activity.attachments?.[0]?.content ?? {}, 'person-name') === leaver),
    );
  }
});

function view(requestId: string) {
  const action = { type: 'Action.Execute', verb: 'view', data: { requestId, version: 1 } };
  return { action, trigger: 'automatic' };
}

function click(verb: string, requestId: string) {
  return { action: { type: 'Action.Execute', verb, data: { requestId, version: 1 } }, trigger: 'manual' };
}
