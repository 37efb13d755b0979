import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { attendWaiting } from '../../src/approvals/wait.ts';
import { textsOf } from '../../src/i18n/text.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { beside, type Beside } from '../support/attending.ts';
import { textAt, textOf, verbs } from '../support/card.ts';
import { teamsIdOf, type ChatPlace, type Client } from '../support/client.ts';
import { freshPostgres } from '../support/databases.ts';
import {
  approvalIn,
  askFor,
  becomes,
  confirmFor,
  newest,
  shownIn,
  startCast,
  type Asked,
  type Cast,
} from '../support/journey.ts';
import { policyWith } from '../support/policies.ts';
import { proposeAs } from '../support/proposing.ts';
import type { CardJson, ChatMessage } from '../support/teams.ts';

const { t } = textsOf('en');
const dutch = textsOf('nl').t;
const { approver, globalAdmin, noDrive } = sandboxPeople;
const hourInMs = 3_600_000;

describe('a request that nobody decides on', () => {
  let cast: Cast;
  let aside: Beside;
  let fallback: Client;

  before(async () => {
    const database = await freshPostgres();
    cast = await startCast({ database, environment: { ESCALATION_USER_ID: globalAdmin.id } });
    aside = await beside(cast.world, database, policyWith({}, { fallbackUserId: globalAdmin.id }));
    fallback = cast.world.client('globalAdmin', { locale: 'nl-NL' });
    await fallback.arrive();
  });
  after(async () => {
    await aside.stop();
    await cast.world.close();
  });

  describe('for a day, and for two', () => {
    let asked: Asked;

    before(async () => {
      asked = await askFor(cast, { path: 'keep' });
    });

    it('its approvers are reminded after 24 hours by the card at the end of their chat, and the requester hears it', async () => {
      await waitHours(24);
      const moved = await movedFrom(asked.theirs);
      assert.match(textAt(moved, 'state'), /The approvers were reminded on /);
      assert.deepEqual(verbs(moved), ['approve', 'reject']);
      await cast.manager.seeSentence(/still waits for a decision/);
      await becomes(cast, asked.mine, 'reminded', (card) => /were reminded/.test(textAt(card, 'state')));
    });

    it('the fallback approver knows nothing of it yet', async () => {
      await fallback.say('wachtend');
      assert.equal(fallback.lastSentence, dutch('say.nothing-pending'));
      await fallback.say('status 1');
      assert.equal(fallback.lastSentence, dutch('say.no-such-request', { number: 1 }));
    });

    it('after 48 hours the fallback approver is asked too, and everybody concerned is told', async () => {
      const theirs = newest(cast.approver);
      await waitHours(24);
      const forFallback = shownIn(await approvalIn(cast.world, fallback, asked.requestId));
      assert.match(textAt(forFallback, 'state'), /daarom is ook de vervangende goedkeurder gevraagd/);
      assert.match(textAt(await movedFrom(theirs), 'state'), /the fallback approver was asked too/);
      await cast.manager.seeSentence(/I have asked the fallback approver too/);
    });

    it('each of it once, however often is looked', async () => {
      const before = cast.approver.messages.length;
      await waitHours(1);
      await waitHours(1);
      await fallback.press('approve');
      await becomes(cast, asked.mine, 'a receipt', (card) => /^Done/.test(textAt(card, 'headline')));
      assert.equal(cast.approver.messages.length, before);
      for (const kind of ['waits for a decision', 'asked the fallback']) {
        assert.equal(cast.manager.sentences.filter((sentence) => sentence.includes(kind)).length, 1, kind);
      }
    });
  });

  describe('for a week', () => {
    let asked: Asked;
    let hr: Client;

    before(async () => {
      hr = cast.world.client('hr', { locale: 'nl-NL' });
      await hr.arrive();
      asked = await askFor({ ...cast, manager: hr }, { path: 'keep', who: 'Lee Gu' });
      await waitHours(7 * 24);
    });

    it('it expires: no buttons any more, and the requester is told what to do', async () => {
      const theirs = await becomes(cast, asked.theirs, 'expired', (card) => /expired on/.test(textAt(card, 'state')));
      assert.match(textAt(theirs, 'state'), /^Expired\nNobody decided in time/);
      assert.deepEqual(verbs(theirs), []);
      const said = await hr.seeSentence(/is verlopen/);
      assert.match(said, /niemand heeft op tijd besloten.*dien een nieuwe aanvraag in/);
      const mine = await becomes(cast, asked.mine, 'expired', (card) => /^Verlopen/.test(textAt(card, 'state')));
      assert.deepEqual(verbs(mine), []);
    });

    it('after a standstill nobody is reminded of what has expired', () => {
      assert.ok(!hr.sentences.some((sentence) => sentence.includes('herinnerd')));
      assert.ok(!hr.sentences.some((sentence) => sentence.includes('vervangende')));
    });

    it('a button pressed all the same does nothing and says why', async () => {
      const data = { requestId: asked.requestId, version: 1 };
      await cast.approver.invoke({ action: { type: 'Action.Execute', verb: 'approve', data } });
      assert.match(cast.approver.lastSentence, /it expired on/);
      assert.equal(cast.world.tenant.state.users[sandboxPeople.outsider.id]?.accountEnabled, true);
    });

    it('the leaver is free for a new request', async () => {
      const again = await askFor({ ...cast, manager: hr }, { path: 'keep', who: 'Lee Gu' });
      await cast.approver.press('reject', { comment: 'Not now' }, shownIn(again.theirs));
    });
  });

  describe('in other cases', () => {
    it('past its planned time the cards say so, and that an approval starts it at once', async () => {
      const runAt = new Date(cast.world.clock.now().getTime() + 2 * hourInMs);
      const { id } = await proposeAs(aside.deps, { leaverId: noDrive.id, runAt });
      const theirs = await approvalIn(cast.world, cast.approver, id);
      assert.match(textAt(shownIn(theirs), 'approve-text'), /it runs on/);
      await waitHours(2);
      const moved = await movedFrom(theirs);
      assert.match(textAt(moved, 'state'), /The planned time has passed/);
      assert.equal(textAt(moved, 'approve-text'), t('request.approve-now'));
      await cast.manager.seeSentence(/nobody has decided yet\. Nothing was done/);
      await cast.approver.press('reject', { comment: 'Too late' });
    });

    it('in a channel that the fallback approver isn’t in, they are asked in their own chat', async () => {
      const place: ChatPlace = { id: '19:waiting@thread.tacv2', type: 'channel' };
      cast.world.teams.setRoster(place.id, [{ id: teamsIdOf(approver.id), objectId: approver.id }]);
      const channel = cast.world.client('approver', { place });
      await channel.say('approvals here');
      const { requestId } = await confirmFor(cast, { path: 'keep', who: 'Yusuf Kaya' });
      const posted = await cast.world.teams.until('the card', () => channel.messages.find(isCardOf('Yusuf Kaya')));
      await waitHours(48);
      await approvalIn(cast.world, fallback, requestId);
      assert.match(textAt(await movedFrom(posted, channel), 'state'), /the fallback approver was asked too/);
      await fallback.press('approve');
      await becomes(cast, newest(channel), 'a receipt', (card) => /^Done/.test(textAt(card, 'headline')));
    });
  });

  /** Time passes, and the watch looks. */
  async function waitHours(hours: number): Promise<void> {
    cast.world.clock.advance(hours * hourInMs);
    await attendWaiting(aside.deps);
  }

  /** The card that has taken this message's place at the end of the chat. */
  async function movedFrom(message: ChatMessage, client: Client = cast.approver): Promise<CardJson> {
    await becomes(cast, message, 'moved', (card) => textOf(card) === t('say.card-moved'));
    assert.notEqual(newest(client).id, message.id);
    return client.card;
  }
});

function isCardOf(name: string) {
  return ({ activity }: ChatMessage): boolean =>
    textAt(activity.attachments?.[0]?.content ?? {}, 'person-name') === name;
}
