import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { changesNote } from '../../src/cards/changesNote.ts';
import { licenceName, shortName } from '../../src/cards/parts.ts';
import { consequenceLines } from '../../src/cards/planCard.ts';
import { requestCard } from '../../src/cards/requestCard.ts';
import { stepText, stepWarning } from '../../src/cards/stepTexts.ts';
import { textsOf } from '../../src/i18n/text.ts';
import { noOptions, type PlanItem, type PlanOptions } from '../../src/offboarding/model.ts';
import { textAt } from '../support/card.ts';
import { now, zone, type Filling } from './fillings.ts';
import { happened, requestFrom } from './sampleRequest.ts';
import { leftOfEvery, wholePlan } from './wholePlan.ts';

const texts = textsOf('en');
const { t, date } = texts;
const plain: Filling = { mark: (field) => field, licences: 2 };
const megan = { id: 'megan', displayName: 'Megan Bowen', mail: 'megan@contoso.example' };
const withMegan: PlanOptions = { ...noOptions, successor: megan };

function items(count: number): PlanItem[] {
  return Array.from({ length: count }, (_, at) => ({ id: `id-${at}`, name: `Thing ${at + 1}` }));
}

describe('what a step does, in words', () => {
  const where = t('step.leave-groups.where', { name: 'Alex' });
  const groups = (count: number, shown = count) =>
    stepText(texts, {
      stepId: 'leave-groups',
      leaver: 'Alex',
      options: noOptions,
      scope: { count, items: items(shown) },
    });

  it('names up to five things, and of more the first five, how many more, and where they are', () => {
    assert.match(groups(1), /\(1\): Thing 1\.$/);
    assert.match(groups(5), /\(5\): Thing 1, Thing 2, Thing 3, Thing 4 and Thing 5\.$/);
    for (const said of [groups(493), groups(493, 5)]) {
      assert.ok(
        said.endsWith(`(493): Thing 1, Thing 2, Thing 3, Thing 4, Thing 5 and 488 more (all of them: ${where}).`),
      );
    }
  });

  it('names a thing without a name as such', () => {
    const scope = { count: 1, items: [{ id: 'x', name: '' }] };
    const said = stepText(texts, { stepId: 'disable-devices', leaver: 'Alex', options: noOptions, scope });
    assert.ok(said.includes(t('plan.unnamed')));
  });

  it('says that who takes over can not be their own manager, whether the plan or the card knows it', () => {
    const told = t('step.reassign-reports.not-themselves', { successor: megan.displayName });
    const step = { stepId: 'reassign-reports', leaver: 'Alex', options: withMegan } as const;
    const [without, among] = [items(2), [...items(1), { id: megan.id, name: megan.displayName }]];
    assert.ok(!stepText(texts, { ...step, scope: { count: 2, items: without } }).includes(told));
    assert.ok(stepText(texts, { ...step, scope: { count: 2, items: among } }).includes(told));
    assert.ok(stepText(texts, { ...step, successorReports: true, scope: { count: 9, items: without } }).includes(told));
  });

  it('warns of what can not be undone, and counts the days without a licence from the time of the run', () => {
    assert.equal(stepWarning(texts, 'cancel-meetings', { at: now, zone }), t('plan.irreversible'));
    assert.equal(stepWarning(texts, 'share-files', { at: now, zone }), '');
    const loss = stepWarning(texts, 'remove-licences', { at: new Date('2026-12-01T23:30:00Z'), zone });
    // Half past eleven in London is the next day in Amsterdam.
    for (const day of ['2026-12-02', '2027-01-01', '2027-01-31', '2027-03-05']) {
      assert.ok(loss.includes(date(new Date(`${day}T12:00:00Z`), zone)), `${day}: ${loss}`);
    }
  });
});

describe('a name in a sentence', () => {
  for (const [what, name, cut] of [
    ['a short one stays', 'Zoë D’Angelo-Müller', false],
    ['one that just fits stays', 'x'.repeat(80), false],
    ['one of 256 letters is cut', 'x'.repeat(256), true],
    ['one in a script of three bytes a letter is cut', '漢'.repeat(80), true],
    ['one of emoji is cut between two of them', '🌷'.repeat(40), true],
  ] as const) {
    it(what, () => {
      const short = shortName(name);
      assert.equal(short.endsWith('…'), cut);
      assert.ok(Buffer.byteLength(short) <= 80);
      assert.ok(name.startsWith(short.replace(/…$/u, '')));
      assert.ok(short.isWellFormed());
    });
  }
});

describe('a licence', () => {
  for (const [part, name] of [
    ['SPE_E3', 'Microsoft 365 E3'],
    ['O365_w/o\u00a0Teams\u00a0Bundle_M3', 'Microsoft 365 E3 EEA (no Teams)'],
    ['NOBODY_KNOWS_THIS', 'NOBODY_KNOWS_THIS'],
    ['constructor', 'constructor'],
  ] as const) {
    it(`${part} is ${name}`, () => assert.equal(licenceName({ skuPartNumber: part }), name));
  }
});

describe('what a plan costs and frees', () => {
  const textsOfLines = (path: 'keep' | 'delete', taken: boolean) => {
    const plan = wholePlan(plain, path);
    const { 'remove-licences': _, ...scopes } = plan.scopes;
    return consequenceLines(texts, taken ? plan : { ...plan, scopes }).map(({ text }) => text);
  };
  const licences = 'sku0 and sku1';

  it('kept with its licences: they are still paid', () => {
    assert.ok(textsOfLines('keep', false).includes(t('plan.cost-keep', { licences })));
  });

  it('kept without: they become free', () => {
    const said = textsOfLines('keep', true);
    assert.ok(said.includes(t('plan.cost-delete', { licences })));
    assert.ok(!said.some((text) => text.startsWith('Licences stay')));
  });

  it('deleted: they become free', () => {
    assert.ok(textsOfLines('delete', false).includes(t('plan.cost-delete', { licences })));
  });
});

describe('a request with everything in its plan', () => {
  const request = {
    ...requestFrom(plain, { state: 'awaiting', path: 'keep', outcome: undefined }),
    plan: wholePlan(plain, 'keep'),
  };

  it('shows the approver what the automatic reply says', () => {
    const card = { ...requestCard(texts, { request, journal: [], audience: 'approver' }) };
    assert.ok(textAt(card, 'step-auto-reply').endsWith(': autoReply'));
  });

  it('tells who takes over by mail address too, since two people can have one name', () => {
    const card = { ...requestCard(texts, { request, journal: [], audience: 'approver' }) };
    assert.match(textAt(card, 'step-share-files'), /^successor \(successorMail\) /);
  });

  it('lists what is left of many steps, each a little', () => {
    const ended = { ...requestFrom(plain, { state: 'stopped', path: 'keep', outcome: 'failed' }), plan: request.plan };
    const [entry] = leftOfEvery(plain, request.plan).filter(({ leftovers }) => leftovers.length > 0);
    assert.ok(entry !== undefined);
    const journal = request.plan.steps.map((stepId) => ({ ...entry, stepId }));
    const card = { ...requestCard(texts, { request: ended, journal, audience: 'approver' }) };
    const outcome = textAt(card, 'outcome-share-files');
    assert.ok(outcome.includes(t('problem.not-all-done')), outcome);
    assert.ok(outcome.includes(t('left.unnamed.manager')), 'what has no name is called by what it is');
    assert.ok(outcome.includes(t('left.more', { count: entry.leftovers.length - 3 })), outcome);
  });

  it('says of files that could not be shared that the organization may not allow it', () => {
    const ended = { ...requestFrom(plain, { state: 'stopped', path: 'keep', outcome: 'failed' }), plan: request.plan };
    const refused = { outcome: 'failed', problem: 'graph-forbidden', leftovers: [] } as const;
    const journal = leftOfEvery(plain, request.plan).map((entry) => ({ ...entry, ...refused }));
    const card = { ...requestCard(texts, { request: ended, journal, audience: 'approver' }) };
    assert.ok(textAt(card, 'outcome-share-files').includes(t('problem.sharing-refused')));
    assert.ok(textAt(card, 'outcome-auto-reply').includes(t('problem.graph-forbidden')));
  });

  it('says of a step that acts on other things now which are new and which are gone', () => {
    const change = { what: 'scope', step: 'remove-licences' } as const;
    const [gone, stays, added] = ['SPE_E3', 'POWER_BI_PRO', 'VISIOCLIENT'].map((name) => ({ id: name, name }));
    assert.ok(gone !== undefined && stays !== undefined && added !== undefined);
    const events = [happened('asked-again', { changes: [{ ...change, from: [gone, stays], to: [stays, added] }] })];
    const [note] = changesNote(texts, { request: { ...request, events }, journal: [], audience: 'approver' });
    const said = note?.lines.map(({ text }) => text) ?? [];
    const step = t('step.remove-licences.name');
    assert.ok(said.includes(t('change.scope-new', { step, names: 'Visio Plan 2' })), said.join('\n'));
    assert.ok(said.includes(t('change.scope-gone', { step, names: 'Microsoft 365 E3' })), said.join('\n'));
  });
});
