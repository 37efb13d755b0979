import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { sandboxPeople as people } from '../../../src/sandbox/people.ts';
import { ask, withTenant } from './ask.ts';

const user = `/users/${people.leaver.id}`;
const settings = `${user}/mailboxSettings`;
const rules = `${user}/mailFolders/inbox/messageRules`;
const forward = {
  displayName: 'Offboarding forward',
  sequence: 1,
  isEnabled: true,
  actions: { forwardTo: [{ emailAddress: { name: 'Megan Bowen', address: people.manager.mail } }] },
};

describe('mailboxes of the sandbox tenant', () => {
  it(
    'take an automatic reply, as often as it is sent, and keep the rest of their settings',
    withTenant(async (tenant) => {
      const body = { automaticRepliesSetting: { status: 'alwaysEnabled', internalReplyMessage: '<p>Gone</p>' } };
      for (let time = 0; time < 2; time += 1) {
        const answer = await ask(tenant, `PATCH ${settings}`, { body });
        assert.equal(answer.status, 200, answer.text);
        assert.deepEqual(answer.body.automaticRepliesSetting, {
          status: 'alwaysEnabled',
          externalAudience: 'none',
          internalReplyMessage: '<p>Gone</p>',
          externalReplyMessage: '',
        });
      }
      const read = await ask(tenant, `GET ${settings}?$select=automaticRepliesSetting,timeZone`);
      assert.equal(read.body.automaticRepliesSetting.status, 'alwaysEnabled');
      assert.equal(read.body.timeZone, 'W. Europe Standard Time');
    }),
  );

  for (const [what, body] of [
    ['a status that is none', { automaticRepliesSetting: { status: 'on' } }],
    ['an audience that is none', { automaticRepliesSetting: { externalAudience: 'everybody' } }],
    ['a misspelt message', { automaticRepliesSetting: { internalReply: 'x' } }],
    ['a purpose, which is not for us to set', { userPurpose: 'shared' }],
  ] as const) {
    it(
      `refuse ${what}, and stay as they were`,
      withTenant(async (tenant) => {
        const before = structuredClone(tenant.state.mailboxes[people.leaver.id]);
        assert.equal((await ask(tenant, `PATCH ${settings}`, { body })).status, 400);
        assert.deepEqual(tenant.state.mailboxes[people.leaver.id], before);
      }),
    );
  }

  it(
    'take a rule, a second one for the same request sent again, and give each back by its own id',
    withTenant(async (tenant) => {
      const first = await ask(tenant, `POST ${rules}`, { body: forward });
      const second = await ask(tenant, `POST ${rules}`, { body: forward });
      assert.deepEqual([first.status, second.status], [201, 201]);
      assert.notEqual(first.body.id, second.body.id);
      const listed = await ask(tenant, `GET ${rules}`);
      assert.deepEqual(
        listed.body.value.map((rule: { displayName: string; actions: unknown }) => [rule.displayName, rule.actions]),
        [
          [forward.displayName, forward.actions],
          [forward.displayName, forward.actions],
        ],
      );
      const gone = `DELETE ${rules}/${encodeURIComponent(first.body.id)}`;
      assert.deepEqual([(await ask(tenant, gone)).status, (await ask(tenant, gone)).status], [204, 404]);
      const left = await ask(tenant, `GET ${rules}`);
      assert.deepEqual(
        left.body.value.map(({ id }: { id: string }) => id),
        [second.body.id],
      );
    }),
  );

  it(
    'refuse a rule without a name or a place in the order',
    withTenant(async (tenant) => {
      for (const body of [
        { ...forward, displayName: undefined },
        { ...forward, sequence: undefined },
      ]) {
        assert.equal((await ask(tenant, `POST ${rules}`, { body })).status, 400);
      }
      assert.deepEqual((await ask(tenant, `GET ${rules}`)).body.value, []);
    }),
  );

  it(
    'are a 404 for who has none, to whatever is asked of them',
    withTenant(async (tenant) => {
      const guest = `/users/${people.guest.id}`;
      for (const call of [
        `GET ${guest}/mailboxSettings`,
        `GET ${guest}/mailFolders/inbox/messageRules`,
        `GET ${guest}/events`,
        `GET ${guest}/calendarView?startDateTime=2026-01-01T00:00:00Z&endDateTime=2026-02-01T00:00:00Z`,
      ]) {
        const answer = await ask(tenant, call);
        assert.deepEqual([answer.status, answer.body.error.code], [404, 'MailboxNotEnabledForRESTAPI'], call);
      }
    }),
  );

  it(
    'show their new settings only some reads later, when told to lag',
    withTenant(async (tenant) => {
      tenant.state.lagReads = 1;
      await ask(tenant, `PATCH ${settings}`, { body: { automaticRepliesSetting: { status: 'alwaysEnabled' } } });
      const status = async () => (await ask(tenant, `GET ${settings}`)).body.automaticRepliesSetting.status;
      assert.deepEqual([await status(), await status()], ['disabled', 'alwaysEnabled']);
      await ask(tenant, `POST ${rules}`, { body: forward });
      const count = async () => (await ask(tenant, `GET ${rules}`)).body.value.length;
      assert.deepEqual([await count(), await count()], [0, 1]);
    }),
  );
});
