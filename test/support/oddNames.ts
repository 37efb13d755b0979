import assert from 'node:assert/strict';
import { every, textOf } from './card.ts';
import type { CardJson } from './teams.ts';

/** A name as people and attackers may have put it into a directory. */
export interface OddName {
  readonly what: string;
  readonly name: string;
  /** Words by which Graph finds it. */
  readonly query: string;
}

export const oddNames: readonly OddName[] = [
  { what: 'quotes', name: 'Jan "de Slang" O\'Neill', query: 'Jan "de Slang" O\'Neill' },
  { what: 'an expression of the card template', name: 'Eva ${requestId} ${$root.title}', query: 'Eva requestId' },
  { what: 'an expression that computes', name: "Ada ${if(true, 'x', 'y')} ${1+1}", query: 'Ada' },
  { what: 'a link in Markdown', name: '[Klik hier](http://evil.example) **vet**', query: 'Klik hier' },
  { what: 'a placeholder of the texts', name: 'Ben {{name}} {{number}}', query: 'Ben name' },
  { what: 'a reference of the texts', name: '$t(buttons.approve) Cor', query: 'Cor' },
  { what: 'both kinds of braces', name: '}}{{ ${ }} Dirk', query: 'Dirk' },
  { what: 'emoji', name: 'Zara 👩🏽‍🚀🌷', query: 'Zara' },
  { what: 'right to left', name: 'دانيال \u202Eضرخأ', query: 'دانيال' },
  { what: 'HTML', name: '<at>Farewell</at> <script>alert(1)</script> Mozes', query: 'Mozes' },
  { what: 'a backslash and a tab', name: 'Back\\slash\tTabby', query: 'Tabby' },
  { what: 'a date function of Adaptive Cards', name: 'Ivo {{DATE(2026-01-01T00:00:00Z,SHORT)}}', query: 'Ivo' },
  { what: 'an & and a #', name: 'Rik & Sons #1 50%', query: 'Rik & Sons #1 50%' },
  { what: 'a guest’s mark', name: 'gast_fabrikam.example#EXT# %2F%27 ?$filter=x', query: 'gast_fabrikam.example#EXT#' },
  { what: 'a formula', name: '=HYPERLINK("http://evil.example";"Pietronella")', query: 'Pietronella' },
  { what: 'a line of PowerShell', name: "'; Remove-Mailbox * ; ‘Kees’ $(whoami) `n", query: 'Kees' },
  { what: 'control characters', name: 'Con\u0007trol \u001B[31mrood\u001B[0m\u0085\r\nTweede', query: 'Tweede' },
  { what: 'characters that nobody sees', name: 'Nul\u200Bbreed \u2060\uFEFFzacht\u00AD Wilma', query: 'Wilma' },
  { what: '256 characters', name: `Wim ${'x'.repeat(252)}`, query: 'Wim' },
  { what: '256 characters of four bytes each', name: `Ria ${'🌷'.repeat(126)}`, query: 'Ria' },
];

/** The kinds of element that show a text as it is, on every client (ADR 3), and by which property. */
const plain: readonly string[] = ['TextRun.text', 'Input.Text.value', 'Input.Text.label', 'choice.title'];

/**
 * Every place on the card that begins with `mark` what is `value` there holds it to the last letter, or cut with an ellipsis, and
 * is one that reads neither Markdown nor a template. Answers how many there are.
 */
export function assertWhole(card: CardJson, mark: string, value: string): number {
  // What stands in a line to be pasted is quoted for it.
  const elements = every(card).filter(({ fontType }) => fontType !== 'Monospace');
  const places = elements.flatMap((element) =>
    Object.entries(element).flatMap(([property, text]) =>
      typeof text === 'string' && text.includes(mark) ? [{ kind: kindOf(element, property), text }] : [],
    ),
  );
  for (const { kind, text } of places) {
    assert.ok(plain.includes(kind), `${kind}: ${text}`);
    for (const found of text.split(mark).slice(1)) {
      assert.ok(isWhole(`${mark}${found}`, value), `${JSON.stringify(text)} is not ${JSON.stringify(value)}`);
    }
  }
  return places.length;
}

function kindOf(element: Readonly<Record<string, unknown>>, property: string): string {
  return `${typeof element['type'] === 'string' ? element['type'] : 'choice'}.${property}`;
}

function isWhole(text: string, value: string): boolean {
  if (text.startsWith(value)) return true;
  const cut = text.indexOf('…');
  return cut > 0 && value.startsWith(text.slice(0, cut));
}

/** Nothing on the card opens a page or a link, and nothing is left of a template. */
export function assertInert(card: CardJson): void {
  for (const element of every(card)) {
    assert.notEqual(element['type'], 'Action.OpenUrl');
    assert.notEqual(element['type'], 'TextBlock', textOf(element));
    assert.equal(element['selectAction'], undefined);
  }
}
