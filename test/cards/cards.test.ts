import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { languages, textsOf } from '../../src/i18n/text.ts';
import { every } from '../support/card.ts';
import { gallery, type Filling, type Shown } from './gallery.ts';

type Json = Readonly<Record<string, unknown>>;

const marked: Filling = { mark: (field) => `«${field}»`, licences: 3 };

/** As long as the directory lets each be. */
const longest: Filling = { mark: (field, length) => `${field} ${'w'.repeat(length)}`.slice(0, length), licences: 12 };

/** Where what the directory or people wrote may stand: none of these reads Markdown or takes it for more than text. */
const literal: Readonly<Record<string, readonly string[]>> = {
  TextRun: ['text'],
  'Input.Text': ['label', 'value'],
  'Input.ChoiceSet': ['label'],
  choice: ['title'],
};

describe('cards', () => {
  for (const language of languages) {
    describe(language, () => {
      const cards = gallery(textsOf(language), marked);
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
        for (const field of [...fields, 'requester', 'query', 'roles', 'group', 'sku2', 'row9', 'typedMail'])
          assert.ok(all.includes(`«${field}»`), field);
      });

      it('stays below the 28 kB that Teams takes, with the longest names there can be and a dozen licences', () => {
        for (const { what, card } of gallery(textsOf(language), longest)) {
          const bytes = Buffer.byteLength(JSON.stringify(card));
          assert.ok(bytes < 28_000, `${what}: ${bytes}`);
        }
      });
    });
  }

  it('both languages show the same blocks and buttons', () => {
    const [english, dutch] = languages.map((language) => gallery(textsOf(language), marked));
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
    assert.ok(typeof input['label'] === 'string' && input['label'] !== '', 'an input has a label');
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
