import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { approverView, channelCard } from '../../src/cards/channelCard.ts';
import { requestCard } from '../../src/cards/requestCard.ts';
import { undoCard } from '../../src/cards/undoCard.ts';
import { languages, textsOf } from '../../src/i18n/text.ts';
import type { Due, LeftoverId, OffboardingPath, Plan } from '../../src/offboarding/model.ts';
import { noOptions } from '../../src/offboarding/model.ts';
import { offersFor } from '../../src/offboarding/offers.ts';
import type { LeaverFacts } from '../../src/offboarding/people.ts';
import { planFor } from '../../src/offboarding/plan.ts';
import type { OffboardingRequest, RequestState } from '../../src/offboarding/request.ts';
import { every, part, textAt, textOf, verbs } from '../support/card.ts';
import { factsOf, groupOf, ordinaryPerson, ownedGroupOf } from '../support/facts.ts';
import type { CardJson } from '../support/teams.ts';
import { now, type Filling } from './fillings.ts';
import { happened, requestFrom } from './sampleRequest.ts';

const english = textsOf('en');
const { t } = english;

/** A typed list, so that a new one is not forgotten here. */
const ids: Readonly<Record<LeftoverId, true>> = {
  'ad-account': true,
  'ad-devices': true,
  'hold-mailbox': true,
  'convert-mailbox': true,
  'hide-from-lists': true,
  'mail-groups': true,
  'owned-mail-groups': true,
  'synced-groups': true,
  'lower-licences': true,
};
const dues: Readonly<Record<Due, true>> = {
  'before-run': true,
  today: true,
  'in-30-days': true,
  'before-invoice': true,
  'any-time': true,
};

const plain: Filling = { mark: (field) => field, licences: 1 };

/** Somebody who leaves as much to people as anybody can. */
function factsWith(name: (index: number) => string, count: number): LeaverFacts {
  const many = <T>(of: number, one: (index: number) => T) => Array.from({ length: of }, (_, index) => one(index));
  return factsOf({
    person: { ...ordinaryPerson, userPrincipalName: name(0), syncedFromAd: true },
    devices: many(count, (n) => ({ id: `${n}`, displayName: name(n), enabled: true, managedInAd: true })),
    groups: [
      ...many(count, (n) => groupOf({ id: guid(n), displayName: name(n), kind: 'mail-enabled' })),
      ...many(count, (n) => groupOf({ id: guid(n), displayName: name(n), kind: 'synced' })),
    ],
    ownedGroups: many(count, (n) =>
      ownedGroupOf({ id: guid(n), displayName: name(n), kind: 'mail-enabled', lastOwner: true }),
    ),
    licences: many(Math.min(count, 12), (n) => ({
      // Microsoft's own names, unlike all others.
      ...{ skuId: guid(n), skuPartNumber: `SKU_${n}`, consumed: 4, enabled: 5, direct: true, groupIds: [] },
    })),
  });
}

function guid(index: number): string {
  return `7d1f0000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

function planWith(path: OffboardingPath, facts: LeaverFacts, steps: Plan['options']['steps'] = []): Plan {
  const successor = { id: 's', displayName: 'Megan Bowen', mail: 'megan@contoso.example' };
  return planFor({ path, facts, offers: offersFor(path, facts), options: { ...noOptions, steps, successor } });
}

interface Look {
  readonly state: RequestState;
  readonly path?: OffboardingPath;
  readonly plan?: Plan;
  readonly filling?: Filling;
  readonly over?: Partial<OffboardingRequest>;
}

const few = factsWith((index) => `name ${index}`, 2);

function requestIn({ state, path = 'keep', plan = planWith(path, few), filling = plain, over }: Look) {
  const ended = ['completed', 'completed-with-errors', 'stopped'].includes(state);
  return { ...requestFrom(filling, { state, path, outcome: ended ? 'done' : undefined }), plan, ...over };
}

function seenBy(audience: 'requester' | 'approver' | 'channel', look: Look, texts = english): CardJson {
  return requestCard(texts, { request: requestIn(look), journal: [], audience }) as unknown as CardJson;
}

function commandsOn(card: CardJson): string[] {
  return every(card)
    .filter(({ fontType }) => fontType === 'Monospace')
    .map(({ text }) => String(text));
}

function titles(card: CardJson): string[] {
  const containers = every(card).filter(({ id }) => String(id).startsWith('leftover-'));
  return containers.map(({ id }) => String(id).replace('leftover-', ''));
}

const readers = ['requester', 'approver', 'channel'] as const;

describe('what people have to do themselves, on the card', () => {
  for (const language of languages) {
    it(`each has its title, a short one, who, why and where, and each time its words, in ${language}`, () => {
      const { t: say } = textsOf(language);
      for (const id of Object.keys(ids)) {
        const said = ['title', 'short', 'who', 'why', 'where'].map((key) => say(`leftover.${id}.${key}`, { count: 2 }));
        assert.equal(new Set(said).size, 5, id);
      }
      for (const due of Object.keys(dues)) {
        assert.notEqual(say(`leftover.due.${due}`), '');
        assert.notEqual(say(`leftover.due-after.${due}`, { date: 'x' }), '');
      }
    });
  }

  describe('before the decision', () => {
    const losesLicence = planWith('keep', { ...few, licences: few.licences.slice(0, 1) }, ['remove-licences']);

    it('who decides sees what it is, who does it and when, in short', () => {
      for (const audience of ['approver', 'channel'] as const) {
        const card = seenBy(audience, { state: 'awaiting' });
        assert.deepEqual(
          titles(card).sort(),
          planWith('keep', few)
            .leftovers.map(({ id }) => id)
            .sort(),
        );
        const said = textAt(card, 'leftover-convert-mailbox');
        assert.equal(said, 'Convert the mailbox to a shared mailbox\nAn Exchange admin, at any time.');
        assert.deepEqual([commandsOn(card), part(card, 'leftovers')], [[], undefined]);
      }
    });

    it('what has to be done before the run comes first, loudest, and with all that it takes', () => {
      const card = seenBy('approver', { state: 'awaiting', plan: losesLicence });
      assert.deepEqual(titles(card).slice(0, 2), ['hold-mailbox', 'convert-mailbox']);
      const [title] = every(part(card, 'leftover-convert-mailbox')).filter(({ type }) => type === 'TextRun');
      assert.deepEqual([title?.['color'], title?.['weight']], ['Attention', 'Bolder']);
      assert.match(textAt(card, 'leftover-convert-mailbox'), /before the run, which takes the licence that it needs/);
      assert.deepEqual(commandsOn(card), [
        "Set-Mailbox -Identity 'name 0' -LitigationHoldEnabled $true",
        "Set-Mailbox -Identity 'name 0' -Type Shared",
      ]);
    });

    it('the requester is told of it when it is done', () => {
      for (const state of ['awaiting', 'approved', 'running'] as const) {
        assert.deepEqual(titles(seenBy('requester', { state })), []);
      }
    });

    it('where nothing is left to people nothing is said', () => {
      const plan = planWith('delete', factsOf());
      for (const audience of readers) {
        assert.equal(part(seenBy(audience, { state: 'awaiting', path: 'delete', plan }), 'leftovers-title'), undefined);
      }
    });
  });

  describe('on the receipt', () => {
    it('it says who, why, by when and what of, and gives every line whole and in a fixed pitch', () => {
      const card = seenBy('approver', { state: 'completed' });
      assert.equal(textAt(card, 'leftovers-title'), t('leftover.title'));
      const said = textAt(card, 'leftover-mail-groups');
      assert.match(said, /^○ Take the person out of distribution lists and mail-enabled security groups: 2\n/);
      assert.match(said, /An Exchange admin, at any time\. Exchange keeps their members/);
      assert.match(said, /It is about: name 0 and name 1\./);
      const planned = planWith('keep', few).leftovers.flatMap(({ commands }) => commands);
      assert.deepEqual(commandsOn(card), planned);
    });

    it('a day is named where one follows from when it ran', () => {
      const card = seenBy('approver', { state: 'completed' });
      assert.ok(textAt(card, 'leftover-ad-account').includes(english.date(now, 'Europe/Amsterdam')));
      const after = new Date(now.getTime() + 30 * 86_400_000);
      assert.ok(textAt(card, 'leftover-owned-mail-groups').includes(english.date(after, 'Europe/Amsterdam')));
    });

    it('licences are called as people know them', () => {
      const e3 = { ...(few.licences[0] ?? assert.fail()), skuPartNumber: 'SPE_E3' };
      const plan = planWith('delete', { ...few, licences: [e3] });
      const card = seenBy('approver', { state: 'completed', path: 'delete', plan });
      assert.match(textAt(card, 'leftover-lower-licences'), /It is about: Microsoft 365 E3\./);
    });

    it('an approver can tick off, the channel has the lines only, the requester the list only', () => {
      const [mine, theirs, all] = readers.map((audience) => seenBy(audience, { state: 'completed' }));
      const shown = [mine, theirs, all].map((card = {}) => [
        titles(card).length > 0,
        commandsOn(card).length > 0,
        part(card, 'leftovers') !== undefined,
        verbs(card).includes('tick'),
      ]);
      assert.deepEqual(shown, [
        [true, false, false, false],
        [true, true, true, true],
        [true, true, false, false],
      ]);
    });

    it('what is ticked off says by whom, needs no line any more, and is chosen in the list', () => {
      const by = { id: 'a', displayName: 'Isaiah Langer' };
      const events = [happened('leftover-done', { leftover: 'convert-mailbox', by, version: 3 })];
      const card = seenBy('approver', { state: 'completed', over: { events } });
      const said = textAt(card, 'leftover-convert-mailbox');
      assert.match(said, /^✓ Convert the mailbox to a shared mailbox\nDone, says Isaiah Langer on /);
      assert.ok(!commandsOn(card).some((line) => line.includes('-Type Shared')));
      const { value, choices, isMultiSelect } = part(card, 'leftovers') as Record<string, unknown>;
      assert.deepEqual([value, isMultiSelect], ['convert-mailbox', true]);
      assert.deepEqual(
        (choices as { value: string }[]).map((choice) => choice.value),
        planWith('keep', few).leftovers.map(({ id }) => id),
      );
    });

    it('the plan of an undo says that what people did stays', () => {
      const events = [happened('leftover-done', { leftover: 'convert-mailbox', version: 3 })];
      const undone = (over: Partial<OffboardingRequest>) => {
        const card = undoCard(english, { request: requestIn({ state: 'completed', over }), steps: ['allow-sign-in'] });
        return textAt(card as unknown as CardJson, 'undo-wont-handmade');
      };
      assert.match(undone({ events }), /taken back by hand: Convert the mailbox to a shared mailbox\.$/);
      assert.equal(undone({}), '');
    });

    it('once all of it is done the title says so, and a tick can still be taken back', () => {
      const { leftovers } = planWith('keep', few);
      const events = leftovers.map(({ id }) => happened('leftover-done', { leftover: id, version: 3 }));
      const card = seenBy('approver', { state: 'completed', over: { events } });
      assert.equal(textAt(card, 'leftovers-title'), t('leftover.title-done'));
      assert.ok(verbs(card).includes('tick'));
    });

    it('nothing is left where nothing was done, where it was undone, and of an undo', () => {
      const { receipt } = requestIn({ state: 'completed' });
      const none: readonly Partial<OffboardingRequest>[] = [
        { receipt: receipt && { ...receipt, headline: 'nothing-changed' } },
        { events: [happened('undo-started')] },
        { undoOf: { id: 'x', number: 1 } },
      ];
      for (const over of none) {
        const card = seenBy('approver', { state: 'completed', over });
        assert.deepEqual([titles(card), verbs(card).includes('tick')], [[], false]);
      }
    });

    it('a licence is not to be given up for a user whom the delete did not delete', () => {
      const { receipt } = requestIn({ state: 'stopped', path: 'delete' });
      const readBack = { signInBlocked: true, sessionsRevoked: null, deleted: false };
      const over = { receipt: receipt && { ...receipt, headline: 'stopped' as const, readBack } };
      assert.deepEqual(titles(seenBy('approver', { state: 'stopped', path: 'delete', over })), []);
    });

    it('of 500 lists ten lines are given, and where the others are', () => {
      const groups = Array.from({ length: 500 }, (_, n) => groupOf({ id: guid(n), kind: 'mail-enabled' }));
      const card = seenBy('approver', { state: 'completed', plan: planWith('keep', factsOf({ groups })) });
      const said = textAt(card, 'leftover-mail-groups');
      assert.equal(commandsOn(card).filter((line) => line.startsWith('Remove-DistributionGroupMember')).length, 10);
      assert.match(said, /and 495 more \(all of them: Exchange admin center › Recipients › Groups\)/);
      assert.match(said, /And 490 more in the same way: see Exchange admin center › Recipients › Groups\./);
    });
  });

  describe('with names as they should not be', () => {
    const hostile: Readonly<Record<string, string>> = {
      long: 'w'.repeat(256),
      emoji: '🌷'.repeat(256),
      quotes: `'"`.repeat(128),
      template: '${json($root)} {{title}} [x](http://evil.example) **bold** $(Remove-Item C:\\)',
      'right to left': '\u202Eevil\u202C שלום',
    };
    const crowd = Array.from({ length: 70 }, (_, index) => ({
      ...{ id: `${index}`, displayName: `${index}`, teamsUserId: `29:${'x'.repeat(90)}${index}` },
    }));

    for (const [what, name] of Object.entries(hostile)) {
      for (const language of languages) {
        it(`${what}: every card stays below 28 kB, and a line on it is one of the plan, whole (${language})`, () => {
          const texts = textsOf(language);
          const filling: Filling = {
            mark: (field, length) => `${field} ${'w'.repeat(length)}`.slice(0, length),
            licences: 12,
          };
          for (const path of ['keep', 'delete'] as const) {
            const plan = planWith(
              path,
              factsWith((index) => `${name}${index}`, 500),
              ['remove-licences'],
            );
            const lines = plan.leftovers.flatMap(({ commands }) => commands);
            for (const state of ['awaiting', 'completed', 'completed-with-errors'] as const) {
              const reach = { asked: crowd, unreached: [] };
              const request = requestIn({ state, path, plan, filling, over: { reach } });
              const shown = { request, journal: [] };
              const cards = [
                ...readers.map((audience) => requestCard(texts, { ...shown, audience })),
                channelCard(texts, shown),
                approverView(texts, { ...shown, notice: texts.t('decision.out-of-date') }),
              ];
              for (const card of cards) {
                const bytes = Buffer.byteLength(JSON.stringify(card));
                assert.ok(bytes < 28_000, `${state}, ${path}: ${bytes}`);
                for (const line of commandsOn(card as unknown as CardJson)) assert.ok(lines.includes(line), line);
              }
            }
          }
        });
      }
    }

    it('what is left out for want of room is said', () => {
      const plan = planWith(
        'keep',
        factsWith((index) => `${'w'.repeat(200)}${index}`, 500),
      );
      const full: Filling = { mark: (_, length) => 'w'.repeat(length), licences: 12 };
      const card = seenBy('approver', { state: 'completed', plan, filling: full });
      assert.match(textOf(card), /And 499 more in the same way|There is no room for the commands/);
    });

    it('nothing of a name is read as a template, and it stands as it is', () => {
      const name = hostile['template'] ?? assert.fail();
      const plan = planWith(
        'keep',
        factsWith(() => name, 1),
      );
      const card = seenBy('approver', { state: 'completed', plan });
      assert.ok(commandsOn(card).includes(`Set-Mailbox -Identity '${name}' -Type Shared`));
    });
  });
});
