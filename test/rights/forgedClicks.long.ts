import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'mocha';
import en from '../../src/i18n/en.json' with { type: 'json' };
import { sandboxPeople } from '../../src/sandbox/people.ts';
import type { ChatPlace } from '../support/client.ts';
import { assertNothingComesOf, assertRefused, byExecute, bySubmit, type Forgery } from '../support/forging.ts';
import { players, startRightsWorld, type RightsWorld } from '../support/rightsCast.ts';
import { glance, newsOf, send } from '../support/rightsProbe.ts';
import { askedAnewAt, makeRequest, type RightsRequest } from '../support/rightsRequests.ts';
import type { Role, Situation } from '../support/rightsTable.ts';

const { approver, outsider } = sandboxPeople;

const clicks = [
  'approve',
  'reject',
  'withdraw',
  'call-off',
  'retry',
  'skip',
  'tick',
  'undo',
  'confirm-undo',
  'view',
] as const;
const decisions = ['approve', 'reject', 'call-off', 'retry', 'skip', 'tick'] as const;
const attemptOf = (verb: string) => (verb === 'confirm-undo' ? 'undo' : verb);

const unreadable = [undefined, null, '', 'x', "' or true --", 7, true, ['id'], { id: 'id' }];
const otherRequests: readonly Forgery[] = [
  ...clicks.map((verb) => ({
    what: `${verb} on a request that does not exist`,
    verb,
    data: { requestId: randomUUID() },
    attempt: attemptOf(verb),
    rule: 'no-such-request',
  })),
  ...unreadable.map((requestId) => ({
    what: `request ${show(requestId)}`,
    data: { requestId },
    rule: 'malformed-card',
  })),
];

const outOfDate = [0, askedAnewAt - 1, 6, 2 ** 31, Number.MAX_SAFE_INTEGER];
const noVersions = [undefined, null, -1, 1.5, 1e300, '5', '', true, [5], { is: 5 }];
const otherVersions: readonly Forgery[] = [
  ...outOfDate.map((version) => ({ what: `version ${version}`, data: { version }, rule: 'out-of-date' })),
  ...noVersions.map((version) => ({ what: `version ${show(version)}`, data: { version }, rule: 'malformed-card' })),
];

const noParty: readonly Role[] = ['another manager', 'HR', 'leaver', 'report of leaver', 'stranger', 'guest'];
const othersRights: readonly Forgery[] = [
  ...[...noParty, 'requester' as const, 'fallback approver' as const].flatMap((by) =>
    decisions.map((verb) => ({ what: `${verb} by: ${by}`, by, verb, rule: 'not-an-approver' })),
  ),
  ...[...noParty, 'approver' as const].map((by) => ({
    what: `withdraw by: ${by}`,
    by,
    verb: 'withdraw',
    rule: 'not-yours',
  })),
  ...decisions.flatMap((verb) => [
    { what: `${verb} of one’s own request`, by: 'approver, is requester' as const, verb, rule: 'own-request' },
    { what: `${verb} about oneself`, by: 'approver, is leaver' as const, verb, rule: 'about-yourself' },
    { what: `${verb} about one’s manager`, by: 'approver, below leaver' as const, verb, rule: 'below-the-leaver' },
  ]),
];

const malformed = 'malformed-card';
const editedInputs: readonly Forgery[] = [
  ...[null, 7, true, [], ['fine'], { text: 'fine' }].map((comment) => ({
    what: `comment ${show(comment)}`,
    data: { comment },
    rule: malformed,
  })),
  ...(['approve', 'reject', 'call-off'] as const).map((verb) => ({
    what: `${verb} with a comment of 1,001 characters`,
    verb,
    data: { comment: 'x'.repeat(1001) },
    rule: 'comment-too-long',
  })),
  ...['approverId', 'actor', 'actorId', 'from', 'by', 'state', 'path', 'leaverId', 'runAt', 'constructor']
    .flatMap((key) => [own(key, approver.id), own(key, { aadObjectId: approver.id })])
    .map((data) => ({ what: `with ${JSON.stringify(data)} beside it`, data, rule: malformed })),
  {
    what: 'with "__proto__" beside it',
    data: own('__proto__', { id: approver.id }),
    attempt: 'click',
    rule: malformed,
  },
  { what: 'with a key of 41 characters', data: { ['k'.repeat(41)]: 'x' }, rule: malformed },
  { what: 'withdraw with an input', by: 'requester', verb: 'withdraw', data: { comment: 'x' }, rule: malformed },
  ...['x', 'yourself', 'convert-mailbox,x', '__proto__', 'y'.repeat(501)].map((leftovers) => ({
    what: `ticks ${show(leftovers.slice(0, 20))}`,
    verb: 'tick',
    situation: 'completed' as const,
    data: { leftovers },
    rule: malformed,
  })),
  ...[null, 7, true, ['convert-mailbox']].map((leftovers) => ({
    what: `ticks ${show(leftovers)}`,
    verb: 'tick',
    situation: 'completed' as const,
    data: { leftovers },
    rule: malformed,
  })),
  { what: 'an undo that unblocks perhaps', verb: 'confirm-undo', data: { unblock: 'perhaps' }, rule: malformed },
];

const ofQuestions = [
  ...['search', 'choose', 'keep', 'delete', 'explain', 'now', 'at', 'confirm', 'change', 'cancel', 'back'],
  ...['change-person', 'change-path', 'change-when'],
];
/** Anybody may press these at any time. */
const harmless = ['offboard', 'help'];
/** They came with the undo and the review, and have no rows in these tables yet. */
const notYetHere = ['leave-as-is', 'review-keep', 'review-delete'];
const unknownVerbs = ['format-disk', 'Approve', 'approve ', 'toString', 'constructor', '__proto__', 'hasOwnProperty'];
const otherVerbs: readonly Forgery[] = [
  ...ofQuestions.map((verb) => ({ what: `"${verb}", of a question’s card`, verb, rule: 'card-closed' })),
  ...unknownVerbs.map((verb) => ({ what: `"${verb}", of no card`, verb, attempt: 'click', rule: 'unknown-verb' })),
  ...['', 'v'.repeat(41), null, 7, true, ['approve'], { verb: 'approve' }].map((verb) => ({
    what: `verb ${show(verb)}`,
    verb,
    attempt: 'click',
    rule: malformed,
  })),
];

const over: readonly Situation[] = ['rejected', 'withdrawn', 'called off', 'expired'];
const begun: readonly Situation[] = ['running', 'completed', 'completed with errors', 'stopped'];
const unfitStates: readonly Forgery[] = [
  ...unfit('approve', 'approver', ['approved for later', ...begun, ...over]),
  ...unfit('reject', 'approver', ['approved for later', ...begun, ...over]),
  ...unfit('call-off', 'approver', ['awaiting', ...begun, ...over]),
  ...unfit('withdraw', 'requester', [...begun, 'rejected', 'called off', 'expired']),
  ...unfit('retry', 'approver', ['awaiting', 'approved for later', 'running', 'completed', ...over]),
  ...unfit('skip', 'approver', ['awaiting', 'approved for later', 'running', 'completed', ...over]),
  ...unfit('tick', 'approver', ['awaiting', 'approved for later', 'running', ...over]),
];

const group: ChatPlace = { id: '19:people@thread.v2', type: 'groupChat' };
const channel: ChatPlace = { id: '19:channel@thread.tacv2', type: 'channel' };

const asApprover = { approverId: approver.id, actor: { id: approver.id } };
const nobody = { rule: 'no-actor', actorId: null };
const fromElsewhere = { rule: 'other-tenant' };
const elsewhere = randomUUID();
const otherIdentities: readonly Forgery[] = [
  { what: 'a stranger whose data claims the approver', by: 'stranger', data: asApprover, rule: malformed },
  {
    what: 'a stranger under the approver’s name and Teams id',
    by: 'stranger',
    place: group,
    activity: { from: { id: `user-${approver.id}`, name: approver.displayName, aadObjectId: outsider.id } },
    rule: 'not-an-approver',
  },
  ...[undefined, null, '', 'not an id'].map((aadObjectId) => ({
    what: `from.aadObjectId ${show(aadObjectId)}`,
    activity: { from: { id: `user-${approver.id}`, name: approver.displayName, aadObjectId } },
    ...nobody,
  })),
  { what: 'the approver in another organization', activity: tenants(elsewhere, elsewhere), ...fromElsewhere },
  {
    what: 'another organization in the channel’s data alone',
    activity: tenants(undefined, elsewhere),
    ...fromElsewhere,
  },
  { what: 'another organization in the conversation alone', activity: tenants(elsewhere), ...fromElsewhere },
];

const otherPlaces: readonly Forgery[] = [group, channel].flatMap((place) => {
  const here = { place, by: 'stranger' } as const;
  const where = place.type === 'channel' ? 'in a channel' : 'in a group chat';
  return [
    { ...here, what: `approve ${where} by: stranger`, rule: 'not-an-approver' },
    { ...here, what: `refresh ${where} by: stranger`, verb: 'view', rule: 'not-an-approver' },
    { ...here, what: `approve ${where} by: requester`, by: 'requester', rule: 'not-an-approver' },
    { ...here, what: `withdraw ${where} by: stranger`, verb: 'withdraw', rule: 'not-yours' },
    { ...here, what: `an old version ${where}`, by: 'approver', data: { version: 0 }, rule: 'out-of-date' },
    { ...here, what: `no version ${where}`, data: { version: 'x' }, rule: malformed },
    { ...here, what: `a verb of no card ${where}`, verb: 'format-disk', attempt: 'click', rule: 'unknown-verb' },
    { ...here, what: `a question’s verb ${where}`, verb: 'confirm', rule: 'personal-only' },
  ];
});

const groups: Readonly<Record<string, readonly Forgery[]>> = {
  'of other requests': otherRequests,
  'of other versions': otherVersions,
  'by whose right it is not': othersRights,
  'with edited inputs': editedInputs,
  'with other verbs': otherVerbs,
  'in a state that they don’t fit': unfitStates,
  'of somebody they are not from': otherIdentities,
  'from other places': otherPlaces,
};

describe('forged clicks are refused and audited, without any effect', () => {
  let rights: RightsWorld;
  let request: RightsRequest;

  before(async () => {
    rights = await startRightsWorld();
    request = await makeRequest(rights);
  });
  after(() => rights.close());

  for (const [title, forgeries] of Object.entries(groups)) {
    describe(`clicks ${title}`, () => {
      for (const forgery of forgeries) {
        it(`${forgery.what}: ${forgery.rule}`, async () => {
          for (const how of [byExecute, bySubmit]) {
            // Who is turned away at the door has tried no more than to speak.
            const attempt = isTurnedAway(forgery) ? { attempt: how === byExecute ? 'invoke' : 'message' } : {};
            await assertRefused(rights, request, { ...forgery, ...attempt, how });
          }
        });
      }
    });
  }

  describe('what has not even the form of a click', () => {
    const action = { type: 'Action.Execute', verb: 'approve' };
    const values = [
      {},
      [],
      'approve',
      { action: null },
      { action: 'approve' },
      { action: { ...action, data: 'x' } },
      { action: { ...action, data: null } },
      { action: { ...action, data: [] } },
      { action: { type: 'Action.Execute' } },
    ];
    for (const value of values) {
      it(`an invoke of ${JSON.stringify(value)}`, () =>
        refusedAsMalformed({ type: 'invoke', name: 'adaptiveCard/action', value }));
    }
    for (const value of [{}, [], 'approve', 7, { action: 'approve' }, { verb: [] }]) {
      it(`a message with ${JSON.stringify(value)}`, () => refusedAsMalformed({ type: 'message', value }));
    }

    it('an invoke without a value', () => refusedAsMalformed({ type: 'invoke', name: 'adaptiveCard/action' }));

    async function refusedAsMalformed(activity: Record<string, unknown>): Promise<void> {
      await request.put('awaiting');
      await assertNothingComesOf(rights, request, {
        rule: malformed,
        attempt: 'click',
        actorId: approver.id,
        send: () => send(rights.client('approver'), activity),
      });
    }
  });

  describe('a click that was already made', () => {
    for (const how of [byExecute, bySubmit]) {
      for (const [verb, by, comment] of [
        ['approve', 'approver', {}],
        ['reject', 'approver', { comment: 'Not now' }],
        ['withdraw', 'requester', {}],
      ] as const) {
        it(`${verb} by ${how.name}: again, quietly nothing; by another approver, they hear who was first`, async () => {
          await request.put('awaiting');
          const click = how.activity(verb, { requestId: request.id, version: request.version, ...comment });
          const news = await newsOf(rights, request);
          await send(rights.client(by), { ...click, id: 'the-same' });
          assert.equal((await news()).audited.length, 1);
          const again = { attempt: verb, actorId: players[by].person.id, rule: 'same-again' };
          const resend = () => send(rights.client(by), click);
          for (let time = 0; time < 2; time += 1) {
            await assertNothingComesOf(rights, request, { ...again, send: resend });
          }
          const second = players['approver who decided'].person;
          const { told } = await assertNothingComesOf(rights, request, {
            attempt: verb,
            actorId: second.id,
            rule: verb === 'withdraw' ? 'not-yours' : 'wrong-state',
            send: () => send(rights.client('approver who decided'), click),
          });
          if (verb !== 'withdraw') assert.match(told, new RegExp(approver.displayName));
        });
      }
    }
  });

  it('no button is left out of these tables', () => {
    const known = [...clicks, ...ofQuestions, ...harmless, ...notYetHere];
    assert.deepEqual(
      Object.keys(en.buttons).filter((verb) => !known.includes(verb)),
      [],
    );
  });

  it('a forged click is found with the request that it names', async () => {
    await request.put('awaiting');
    const news = await newsOf(rights, request);
    const forged = byExecute.activity('approve', {
      requestId: request.id,
      version: request.version,
      actor: approver.id,
    });
    await send(rights.client('stranger'), forged);
    assert.deepEqual(
      (await news()).audited.map(({ requestId, rule }) => [requestId, rule]),
      [[request.id, malformed]],
    );
  });

  it('buttons of a question are nobody’s but of whom it was asked, and choose only who was offered', async () => {
    await request.put('expired');
    const manager = rights.client('requester');
    await manager.say('offboard Daan de Vries');
    const key = (manager.card['actions'] as { data: object }[])[0]?.data ?? {};
    const before = await glance(rights, request);
    const news = await newsOf(rights, request);
    const choice = { ...key, person: outsider.id };
    await send(manager, byExecute.activity('choose', choice));
    await send(manager, bySubmit.activity('choose', { ...key, version: 0 }));
    await send(manager, byExecute.activity('choose', { ...key, person: [outsider.id] }));
    await send(rights.client('stranger'), byExecute.activity('choose', choice));
    assert.deepEqual(
      (await news()).audited.map(({ attempt, rule }) => [attempt, rule].join(': ')),
      ['choose: not-offered', 'choose: card-closed', `choose: ${malformed}`, 'choose: card-closed'],
    );
    assert.deepEqual(await glance(rights, request), before);
  });
});

function isTurnedAway({ rule }: Forgery): boolean {
  return rule === 'no-actor' || rule === 'other-tenant';
}

function unfit(verb: string, by: Role, situations: readonly Situation[]): Forgery[] {
  const data = verb === 'withdraw' || verb === 'retry' ? {} : { comment: 'x' };
  return situations.map((situation) => ({
    what: `${verb}, ${situation}`,
    verb,
    by,
    situation,
    data,
    rule: 'wrong-state',
  }));
}

function tenants(ofConversation: string | undefined, ofChannelData?: string): object {
  const id = `chat-${approver.id}`;
  const own =
    ofConversation === undefined
      ? {}
      : { conversation: { id, conversationType: 'personal', tenantId: ofConversation } };
  return ofChannelData === undefined ? own : { ...own, channelData: { tenant: { id: ofChannelData } } };
}

/** An own key of any name, `__proto__` too. */
function own(key: string, value: unknown): object {
  return JSON.parse(`{${JSON.stringify(key)}: ${JSON.stringify(value)}}`) as object;
}

function show(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value);
}
