import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { AutoReply } from '../../src/offboarding/belongings.ts';
import { autoReply } from '../../src/offboarding/steps/autoReply.ts';

const page = '<html>\n<body>\n<p>Ann &amp; I<br>\nhave left.</p></body>\n</html>';
const wanted: AutoReply = {
  status: 'alwaysEnabled',
  externalAudience: 'all',
  internalReplyMessage: page,
  externalReplyMessage: page,
  scheduledStart: null,
  scheduledEnd: null,
};

const cases: readonly { readonly what: string; readonly before: AutoReply | null; readonly isSo: boolean }[] = [
  { what: 'the same, in the page that Exchange makes of it', before: wanted, isSo: true },
  { what: 'no mailbox', before: null, isSo: false },
  { what: 'one that is off', before: { ...wanted, status: 'disabled' }, isSo: false },
  { what: 'one that ends by itself', before: { ...wanted, status: 'scheduled' }, isSo: false },
  { what: 'one for colleagues alone', before: { ...wanted, externalAudience: 'none' }, isSo: false },
  { what: 'another one for who writes from outside', before: { ...wanted, externalReplyMessage: 'Hi' }, isSo: false },
  {
    what: 'one of their own that holds the same words among others',
    before: { ...wanted, internalReplyMessage: page.replace('left.', 'left. Back on Monday.') },
    isSo: false,
  },
];

describe('an automatic reply that was there already', () => {
  for (const { what, before, isSo } of cases) {
    it(`${what}: ${isSo ? 'nothing is sent' : 'it is set'}`, () => {
      assert.equal(autoReply.alreadySo({ before, text: 'Ann & I\nhave left.' }), isSo);
    });
  }
});
