import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { textsOf } from '../../src/i18n/text.ts';
import { sandboxGroups, sandboxPeople } from '../../src/sandbox/people.ts';
import type { Database } from '../../src/storage/db.ts';
import { auditRows } from '../support/auditRows.ts';
import { textAt, verbs } from '../support/card.ts';
import type { Client } from '../support/client.ts';
import { freshPostgres } from '../support/databases.ts';
import {
  addReport,
  approvalIn,
  askFor,
  becomes,
  shownIn,
  startCast,
  writes,
  type Asked,
  type Cast,
} from '../support/journey.ts';
import type { CardJson, ChatMessage } from '../support/teams.ts';

const { t } = textsOf('en');
const dutch = textsOf('nl').t;
const { approver } = sandboxPeople;

describe('a delete that needs two approvers', () => {
  let cast: Cast;
  let database: Database;
  let second: Client;

  before(async () => {
    database = await freshPostgres();
    cast = await startCast({ database, environment: { DELETE_APPROVALS: '2' } });
    second = cast.world.client('secondApprover', { locale: 'nl-NL' });
    await second.arrive();
  });
  afterEach(() => {
    cast.world.tenant.state.members[sandboxGroups.approvers] = [approver.id, sandboxGroups.onCall];
  });
  after(() => cast.world.close());

  describe('approved by one after the other', () => {
    let asked: Asked;
    let others: ChatMessage;

    before(async () => {
      asked = await askForNew('Two Needed');
      others = await approvalIn(cast.world, second, asked.requestId);
    });

    it('says from the start that it needs two', () => {
      assert.match(textAt(shownIn(asked.theirs), 'findings'), /A delete needs 2 different approvers/);
      assert.match(textAt(shownIn(others), 'findings'), /2 verschillende goedkeurders/);
    });

    it('the first runs nothing; every card says who agreed and who is still needed', async () => {
      const { card } = await cast.approver.press('approve', { comment: 'Fine by me' }, shownIn(asked.theirs));
      for (const mine of [card ?? {}, await becomes(cast, asked.theirs, 'half approved', isHalf)]) {
        assert.match(textAt(mine, 'state'), /^Where it stands\nYou approved it/);
        assert.match(textAt(mine, 'state'), /One more approver has to agree: Grady Archie\./);
        assert.deepEqual(verbs(mine), ['reject'], 'who approved can still change their mind');
      }
      const theirs = textAt(await becomes(cast, others, 'half approved', isHalf), 'state');
      assert.match(theirs, /Goedgekeurd door Lidia Holloway op .*\nOpmerking: Fine by me/);
      assert.ok(theirs.includes(dutch('request.still-needed', { who: 'Grady Archie' })), theirs);
      assert.deepEqual(verbs(shownIn(others)), ['approve', 'reject']);
      const requesters = textAt(await becomes(cast, asked.mine, 'half approved', isHalf), 'state');
      assert.match(requesters, /^Waiting for approval\n.*\nApproved by Lidia Holloway/);
      assert.match(requesters, /One more approver has to agree: Grady Archie\./);
      assert.deepEqual(writes(cast.world), []);
    });

    it('the requester hears of it, with the comment', async () => {
      const said = await cast.manager.seeSentence(/approved by Lidia Holloway/);
      assert.match(said, /One more approver has to agree\.\nComment: Fine by me$/);
    });

    it('the same approver again counts once, and hears nothing new', async () => {
      const said = cast.approver.sentences.length;
      const { card } = await cast.approver.invoke(approveAsFirstShown(asked));
      assert.match(textAt(card ?? {}, 'state'), /One more approver has to agree/);
      assert.equal(cast.approver.sentences.length, said);
      assert.deepEqual((await auditRows(database)).at(-1)?.details, { attempt: 'approve', rule: 'same-again' });
      assert.deepEqual(writes(cast.world), []);
    });

    it('the second runs it, also on the card as it was first shown', async () => {
      await second.invoke(approveAsFirstShown(asked));
      const receipt = await becomes(cast, asked.mine, 'a receipt', (card) => /^Done/.test(textAt(card, 'headline')));
      assert.match(
        textAt(receipt, 'state'),
        /Approved by Lidia Holloway.*\nComment: Fine by me\nApproved by Grady Archie/,
      );
      const kinds = (await auditRows(database)).map(({ action }) => action);
      assert.ok(kinds.includes('approved-in-part') && kinds.includes('approved'));
      assert.equal(writes(cast.world).filter(({ method }) => method === 'DELETE').length, 1);
    });
  });

  describe('in other cases', () => {
    it('both at the same moment count both, and it runs once', async () => {
      const asked = await askForNew('Both Atonce');
      const before = writes(cast.world).length;
      await Promise.all(
        [cast.approver, second, cast.approver].map((client) => client.invoke(approveAsFirstShown(asked))),
      );
      await becomes(cast, asked.mine, 'a receipt', (card) => /^Done/.test(textAt(card, 'headline')));
      assert.equal(writes(cast.world).length - before, 3, 'block, revoke and delete');
    });

    it('the second can reject what the first approved', async () => {
      const asked = await askForNew('Rejected Bysecond');
      await cast.approver.press('approve', {}, shownIn(asked.theirs));
      await second.press(
        'reject',
        { comment: 'Still needed' },
        shownIn(await approvalIn(cast.world, second, asked.requestId)),
      );
      const card = await becomes(cast, asked.mine, 'rejected', (each) =>
        /Rejected by Grady/.test(textAt(each, 'state')),
      );
      assert.doesNotMatch(textAt(card, 'state'), /Approved by/);
      const said = await cast.manager.seeSentence(/Rejected Bysecond was rejected/);
      assert.match(said, /rejected by Grady Archie\. Nothing was changed\.\nComment: Still needed$/);
    });

    it('who approved may think again until the other has', async () => {
      const asked = await askForNew('Thought Again');
      const { card } = await cast.approver.press('approve', {}, shownIn(asked.theirs));
      await cast.approver.press('reject', { comment: 'I was wrong' }, card);
      await becomes(cast, asked.theirs, 'rejected', (each) => /Rejected by Lidia/.test(textAt(each, 'state')));
    });

    it('where only one may decide, the cards say so before and after they did', async () => {
      cast.world.tenant.state.members[sandboxGroups.approvers] = [approver.id];
      const asked = await askForNew('Only One');
      for (const message of [asked.theirs, asked.mine]) {
        await becomes(cast, message, 'a warning', (card) => textAt(card, 'state').includes(t('request.too-few')));
      }
      await cast.approver.press('approve', {}, shownIn(asked.theirs));
      await becomes(cast, asked.mine, 'a warning', (card) =>
        textAt(card, 'state').includes(t('request.still-needed-nobody')),
      );
    });

    it('keeping the data needs one', async () => {
      const { mine, theirs } = await askFor(cast, { path: 'keep', who: 'Joost Mulder' });
      await cast.approver.press('approve', {}, shownIn(theirs));
      await becomes(cast, mine, 'a receipt', (card) => /^Done/.test(textAt(card, 'headline')));
    });
  });

  function askForNew(displayName: string): Promise<Asked> {
    const mail = `${displayName.replace(' ', '.').toLowerCase()}@contoso.example`;
    addReport(cast.world, { displayName, mail });
    return askFor(cast, { path: 'delete', who: displayName, mail });
  }
});

function isHalf(card: CardJson): boolean {
  return textAt(card, 'state').includes('Lidia Holloway');
}

function approveAsFirstShown({ requestId }: Asked) {
  return { action: { type: 'Action.Execute', verb: 'approve', data: { requestId, version: 1 } } };
}
