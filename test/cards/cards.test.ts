import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { languages, textsOf, type Language } from '../../src/i18n/text.ts';
import { every, textAt } from '../support/card.ts';
import type { Filling } from './fillings.ts';
import { gallery, type Shown } from './gallery.ts';

type Json = Readonly<Record<string, unknown>>;

const marked: Filling = { mark: (field) => `«${field}»`, licences: 3 };

/** Where what the directory or people wrote may stand: none of these reads Markdown or takes it for more than text. */
const literal: Readonly<Record<string, readonly string[]>> = {
  TextRun: ['text'],
  'Input.Text': ['label', 'value'],
  'Input.ChoiceSet': ['label'],
  choice: ['title'],
};

describe('cards', () => {
  const galleries = new Map(languages.map((language) => [language, gallery(textsOf(language), marked)]));
  const galleryIn = (language: Language) => galleries.get(language) ?? [];

  for (const language of languages) {
    describe(language, () => {
      const cards = galleryIn(language);
      for (const shown of cards) it(`${shown.what} is whole`, () => checkCard(shown));

      it('what the directory and people wrote stands in text runs, labels, values and choices only', () => {
        for (const { what, card } of cards) {
          for (const element of every(card)) checkMarks(what, element);
        }
      });

      it('everything that is meant to be seen is seen somewhere', () => {
        const all = JSON.stringify(cards);
        const fields = [
          'displayName',
          'mail',
          'jobTitle',
          'department',
          'managerName',
          'reason',
          'comment',
          'approver',
        ];
        const changed = ['Name', 'Upn', 'Title', 'Manager'].map((field) => `new${field}`);
        fields.push(...changed, 'oldDepartment', 'oldMail', 'unreached', 'asked', 'leftGroup', 'left');
        fields.push('successor', 'successorMail', 'autoReply', 'device', 'ownerOf', 'memberOf', 'report');
        for (const field of [...fields, 'requester', 'query', 'roles', 'group', 'sku2', 'row9', 'typedMail'])
          assert.ok(all.includes(`«${field}»`), field);
      });
    });
  }

  describe('in the channel', () => {
    const all = galleryIn('en');
    const inChannel = all.filter(({ what }) => what.endsWith(', channel'));

    it('the card that everybody sees has nothing to press and nothing to fill in', () => {
      assert.ok(inChannel.length > 0);
      for (const { what, card } of inChannel) {
        assert.deepEqual(card.actions, [], what);
        assert.ok(!every(card.body).some(({ type }) => String(type).startsWith('Input.')), what);
      }
    });

    it('it asks for the views of those who were asked, 60 at most, where there is something to press', () => {
      for (const { what, card } of inChannel) {
        const view = all.find((each) => each.what === what.replace(/channel$/, 'view in the channel'));
        assert.deepEqual(view?.card.refresh, card.refresh, 'the view is refreshed like the card');
        if (card.refresh !== undefined) checkRefresh(card.refresh);
        if (view?.card.actions.length === 0) assert.equal(card.refresh, undefined, what);
      }
      const refreshOf = (name: string) => inChannel.find(({ what }) => what === `${name}, channel`)?.card.refresh;
      assert.deepEqual(
        refreshOf('two needed')?.['userIds'],
        [0, 1].map((index) => `29:${'x'.repeat(90)}${index}`),
      );
      assert.equal((refreshOf('many reached, many not')?.['userIds'] as string[]).length, 60);
      assert.equal(refreshOf('nobody reached'), undefined);
    });
  });

  it('a warning that no longer holds comes without its advice', () => {
    const asked = galleryIn('en').find(({ what }) => what === 'asked again, approver');
    const told = textAt({ ...asked?.card }, 'changes').split('\n');
    assert.match(told.find((line) => line.startsWith('New: ')) ?? '', /Ask the IT department/);
    assert.match(told.find((line) => line.startsWith('No longer so: ')) ?? '', /admin role \(«roles»\)\.$/);
  });

  it('both languages show the same blocks and buttons', () => {
    const [english, dutch] = languages.map(galleryIn);
    for (const [index, { what, card }] of (english ?? []).entries()) {
      assert.deepEqual(idsOf(dutch?.[index]?.card), idsOf(card), what);
    }
  });
});

function checkCard({ card }: Shown): void {
  const json = JSON.stringify(card);
  assert.doesNotMatch(json, /\$\{|\{\{|\$data|\$when|\$include|\$root|undefined|\[object/);
  assert.equal(card.version, '1.5');
  const elements = every(card);
  for (const input of elements.filter(({ type }) => String(type).startsWith('Input.'))) {
    assert.ok(typeof input['id'] === 'string' && input['id'] !== '', 'an input has an id');
    // What stands beside a switch is its label.
    const label = input['type'] === 'Input.Toggle' ? input['title'] : input['label'];
    assert.ok(typeof label === 'string' && label !== '', 'an input has a label');
  }
  const ids = elements.flatMap(({ id, type }) => (type !== 'Action.Submit' && typeof id === 'string' ? [id] : []));
  assert.equal(new Set(ids).size, ids.length, `ids twice: ${ids.join(', ')}`);
  for (const action of card.actions as Json[]) checkAction(action);
  assert.ok(!elements.some(({ type }) => type === 'Action.OpenUrl' || type === 'Image'));
}

/** A button carries which request and which version, and nothing else; the fallback also says which button it was. */
function checkAction(action: Json): void {
  assert.equal(action['type'], 'Action.Execute');
  const verb = action['verb'];
  assert.ok(typeof verb === 'string' && verb !== '');
  const data = action['data'] as Json;
  assert.deepEqual(Object.keys(data).sort(), ['requestId', 'version']);
  assert.equal(typeof data['version'], 'number');
  const fallback = action['fallback'] as Json;
  assert.equal(fallback['type'], 'Action.Submit');
  assert.equal(fallback['title'], action['title']);
  assert.deepEqual(fallback['data'], { verb, ...data });
}

/** It carries what a button carries; which view is shown is decided by who asks for it. */
function checkRefresh({ action, userIds }: Json): void {
  const { type, verb, data } = action as Json;
  assert.deepEqual(
    [type, verb, Object.keys(data as Json).sort()],
    ['Action.Execute', 'view', ['requestId', 'version']],
  );
  assert.equal(new Set(userIds as string[]).size, (userIds as string[]).length);
}

function checkMarks(what: string, element: Json): void {
  const type =
    typeof element['type'] === 'string' ? element['type'] : 'title' in element && 'value' in element ? 'choice' : '';
  for (const [property, value] of Object.entries(element)) {
    if (typeof value !== 'string' || !value.includes('«')) continue;
    assert.ok(literal[type]?.includes(property), `${what}: ${value} stands in ${type}.${property}`);
  }
}

function idsOf(card: unknown): unknown[] {
  return every(card).flatMap(({ id, verb }) => (id === undefined ? [] : [[id, verb]]));
}
