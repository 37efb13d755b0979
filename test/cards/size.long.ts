import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { languages, textsOf } from '../../src/i18n/text.ts';
import type { Filling } from './fillings.ts';
import { gallery } from './gallery.ts';

/** As long as the directory lets each be. */
const longest: Filling = { mark: (field, length) => `${field} ${'w'.repeat(length)}`.slice(0, length), licences: 12 };

describe('cards with the longest names there can be, a dozen licences, and more of everything than anybody has', () => {
  for (const language of languages) {
    it(`stay below the 28 kB that Teams takes (${language})`, () => {
      for (const { what, card } of gallery(textsOf(language), longest)) {
        const bytes = Buffer.byteLength(JSON.stringify(card));
        assert.ok(bytes < 28_000, `${what}: ${bytes}`);
      }
    });
  }
});
