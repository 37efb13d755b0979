import assert from 'node:assert/strict';
import type { Activity } from 'botbuilder';
import { describe, it } from 'mocha';
import { actorOf } from '../../src/bot/actor.ts';

const tenantId = '7c6b8f0e-6a53-4c6e-9a7d-0d7a3a1f4b11';
const id = 'a9b11437-d523-4a38-af70-67cb747eab9f';
const ours = { conversation: { tenantId }, channelData: { tenant: { id: tenantId } } };
const other = 'f2f2f2f2-0000-4000-8000-000000000000';

interface Case {
  readonly what: string;
  readonly activity: object;
  readonly expected: string;
}

/** Each with `from` of somebody, and live, where Teams always says of which tenant they are. */
const cases: readonly Case[] = [
  { what: 'both tenants are ours', activity: {}, expected: id },
  { what: 'only the conversation names it', activity: { channelData: {} }, expected: id },
  { what: 'only the channel’s data names it', activity: { conversation: {} }, expected: id },
  { what: 'it is written in capitals', activity: { conversation: { tenantId: tenantId.toUpperCase() } }, expected: id },
  { what: 'the id is written in capitals', activity: { from: { aadObjectId: id.toUpperCase() } }, expected: id },
  { what: 'no tenant is named', activity: { conversation: {}, channelData: null }, expected: 'no-actor' },
  { what: 'the tenant is no text', activity: { conversation: { tenantId: 7 }, channelData: {} }, expected: 'no-actor' },
  { what: 'the conversation is another’s', activity: { conversation: { tenantId: other } }, expected: 'other-tenant' },
  { what: 'the person is another’s', activity: { channelData: { tenant: { id: other } } }, expected: 'other-tenant' },
  { what: 'nobody is named', activity: { from: undefined }, expected: 'no-actor' },
  { what: 'there is only a Teams id', activity: { from: { id } }, expected: 'no-actor' },
  ...['', 'not an id', `${id}'--`, 'x'.repeat(65), 42, null, [id], { id }].map((aadObjectId) => ({
    what: `the id is ${JSON.stringify(aadObjectId)}`,
    activity: { from: { aadObjectId } },
    expected: 'no-actor',
  })),
];

describe('who speaks', () => {
  for (const { what, activity, expected } of cases) {
    it(`${what}: ${expected === id ? 'known' : expected}`, () => {
      assert.equal(known(activity, false), expected);
    });
  }

  it('the sandbox’s clients may leave the tenant out, but not name another', () => {
    assert.equal(known({ conversation: {}, channelData: {} }, true), id);
    assert.equal(known({ conversation: { tenantId: other }, channelData: {} }, true), 'other-tenant');
  });
});

function known(over: object, tenantMayBeMissing: boolean): string | null {
  const activity = { from: { aadObjectId: id, name: 'Lidia Holloway' }, ...ours, ...over } as unknown as Activity;
  const actor = actorOf(activity, { tenantId, tenantMayBeMissing });
  return 'why' in actor ? actor.why : actor.id;
}
