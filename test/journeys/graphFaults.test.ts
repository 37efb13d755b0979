import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { textsOf } from '../../src/i18n/text.ts';
import type { OffboardingPath, OffboardingStepId, OptionalStepId, Outcome } from '../../src/offboarding/model.ts';
import type { OffboardingRequest } from '../../src/offboarding/request.ts';
import type { FaultAnswer, FaultRule } from '../../src/sandbox/tenant/faults.ts';
import { storeOn } from '../storage/samples.ts';
import { textAt } from '../support/card.ts';
import { freshPostgres } from '../support/databases.ts';
import { addReport, startCast, type Cast } from '../support/journey.ts';
import { depsOf, proposeAs } from '../support/proposing.ts';
import type { CardJson } from '../support/teams.ts';

const { t } = textsOf('en');

/** The optional ones have faults of their own, in everyStep.test.ts. */
type AlwaysStepId = Exclude<OffboardingStepId, OptionalStepId>;

/** The write of each step, for one person. */
const writeOf = {
  'block-sign-in': (id: string) => ({ method: 'PATCH', path: `^/users/${id}$` }),
  'revoke-sessions': (id: string) => ({ method: 'POST', path: `^/users/${id}/revokeSignInSessions` }),
  'delete-user': (id: string) => ({ method: 'DELETE', path: `^/users/${id}$` }),
} as const;

interface Fault {
  readonly what: string;
  readonly answer: FaultAnswer;
  readonly times?: number;
  /** The write has its effect in spite of the answer. */
  readonly strikesHome?: boolean;
  readonly ends: Outcome;
}

const faults: readonly Fault[] = [
  { what: '429 with Retry-After', answer: { status: 429, retryAfter: 7 }, ends: 'done' },
  { what: '429 for longer than patience lasts', answer: { status: 429, retryAfter: 200 }, times: -1, ends: 'failed' },
  { what: '503 with Retry-After', answer: { status: 503, retryAfter: 3 }, ends: 'done' },
  { what: '500 once, nothing applied', answer: { status: 500 }, ends: 'done' },
  { what: '500 always, nothing applied', answer: { status: 500 }, times: -1, ends: 'failed' },
  { what: '500 although it was applied', answer: { status: 500, applied: true }, strikesHome: true, ends: 'done' },
  { what: 'a 502 page of a proxy', answer: { status: 502, body: '<html>Bad Gateway</html>' }, ends: 'done' },
  {
    what: 'a 504 page of a proxy although it was applied',
    answer: { status: 504, body: '<html>Time-out</html>', applied: true },
    strikesHome: true,
    ends: 'done',
  },
  { what: 'a connection lost before', answer: { drop: 'before' }, ends: 'done' },
  { what: 'connections always lost before', answer: { drop: 'before' }, times: -1, ends: 'failed' },
  { what: 'a connection lost after', answer: { drop: 'after' }, strikesHome: true, ends: 'done' },
  { what: '403', answer: { status: 403 }, times: -1, ends: 'failed' },
  { what: '404', answer: { status: 404 }, times: -1, ends: 'failed' },
];

const stepsOf: Readonly<Record<OffboardingPath, readonly AlwaysStepId[]>> = {
  keep: ['block-sign-in', 'revoke-sessions'],
  delete: ['block-sign-in', 'revoke-sessions', 'delete-user'],
};

const journeys = (['keep', 'delete'] as const).flatMap((path) =>
  stepsOf[path].flatMap((step) =>
    faults.map((fault) => ({ title: `${path}, ${step}: ${fault.what}`, path, step, fault })),
  ),
);

type Journey = (typeof journeys)[number];

interface Ending {
  readonly id: string;
  readonly request: OffboardingRequest;
  readonly card: CardJson;
}

describe('whatever Graph answers, the receipt says what is so', function () {
  this.timeout(60_000);
  let cast: Cast;
  /** All at once, each about somebody else; most of each is waiting for the queue. */
  const endings = new Map<string, Promise<PromiseSettledResult<Ending>[]>>();

  before(async () => {
    const database = await freshPostgres();
    cast = await startCast({ database, environment: { REQUESTS_PER_DAY: '1000' } });
    const whose = createWhose();
    const deps = depsOf(cast.world, database);
    for (const [number, journey] of journeys.entries()) {
      const displayName = `Fault ${String(number).padStart(3, '0')}`;
      const { id } = addReport(cast.world, { displayName, mail: `fault${number}@contoso.example` });
      cast.world.tenant.fault(ruleOf(journey, id));
      const { id: requestId } = await proposeAs(deps, { leaverId: id, path: journey.path });
      const run = async (): Promise<Ending> => {
        const data = { requestId, version: 1 };
        await cast.approver.invoke({ action: { type: 'Action.Execute', verb: 'approve', data } });
        const card = await cast.manager.seeCard(displayName, (each) => whose(each) === displayName, 50_000);
        const request = await storeOn(database).requests.find(requestId);
        assert.ok(request);
        return { id, request, card };
      };
      endings.set(journey.title, Promise.allSettled([run()]));
    }
  });
  after(() => cast.world.close());

  for (const journey of journeys) {
    it(journey.title, async () => {
      const [ending] = (await endings.get(journey.title)) ?? [];
      if (ending?.status === 'rejected') throw ending.reason as Error;
      assert.ok(ending);
      checkOutcomes(journey, ending.value);
      checkTruth(journey, ending.value);
      for (const step of stepsOf[journey.path]) assert.ok(effectsOf(journey, step, ending.value.id) <= 1, step);
    });
  }

  it('a wait that Graph asks for is kept', () => {
    assert.ok(cast.world.clock.pauses.includes(7000));
    assert.ok(cast.world.clock.pauses.includes(3000));
  });

  /** Each step ended as this fault must make it end; what stops a delete leaves the rest undone. */
  function checkOutcomes({ path, step, fault }: Journey, { request, card }: Ending): void {
    const stops = fault.ends === 'failed' && path === 'delete' && step !== 'revoke-sessions';
    const position = stepsOf[path].indexOf(step);
    for (const [index, each] of stepsOf[path].entries()) {
      const expected = each === step ? fault.ends : stops && index > position ? 'skipped' : 'done';
      assert.ok(textAt(card, `outcome-${each}`).startsWith(t(`outcome.${expected}`)), `${each}: ${expected}`);
    }
    const state = fault.ends === 'done' ? 'completed' : stops ? 'stopped' : 'completed-with-errors';
    assert.equal(request.state, state);
  }

  /** The card against the tenant as it really is, not against what was expected of it. */
  function checkTruth({ path }: Journey, { id, card }: Ending): void {
    const { users, deletedUsers } = cast.world.tenant.state;
    const deleted = id in deletedUsers;
    const user = users[id] ?? deletedUsers[id];
    const isSo: Readonly<Record<AlwaysStepId, boolean>> = {
      'block-sign-in': user?.accountEnabled === false,
      'revoke-sessions': Date.parse(user?.signInSessionsValidFromDateTime ?? '') > Date.now() - 120_000,
      'delete-user': deleted,
    };
    const headline = textAt(card, 'headline').split('\n')[0];
    const all = stepsOf[path].every((step) => isSo[step]);
    assert.equal(headline === t('receipt.done'), all, `"${headline}" while ${JSON.stringify(isSo)}`);
    for (const step of stepsOf[path]) {
      assert.equal(textAt(card, `outcome-${step}`).startsWith(t('outcome.done')), isSo[step], step);
    }
    const seen =
      path === 'keep' ? (isSo['block-sign-in'] ? 'blocked' : 'not-blocked') : deleted ? 'deleted' : 'not-deleted';
    assert.ok(textAt(card, 'headline').includes(t(`receipt.seen-${seen}`)), textAt(card, 'headline'));
    assert.equal(
      textAt(card, 'alarm') !== '',
      !isSo['block-sign-in'],
      'the alarm stands exactly where sign-in is possible',
    );
    if (textAt(card, 'alarm') !== '')
      assert.ok(indexOf(card, 'alarm') < indexOf(card, 'headline'), 'the alarm comes first');
  }

  /** How often the write had its effect: what was answered as carried out, and what struck home unanswered. */
  function effectsOf({ step, fault }: Journey, of: AlwaysStepId, id: string): number {
    const { method, path } = writeOf[of](id);
    const calls = cast.world.tenant.calls.filter((call) => call.method === method && new RegExp(path).test(call.path));
    const carriedOut = calls.filter(({ status }) => status >= 200 && status < 300).length;
    return carriedOut + (of === step && fault.strikesHome === true ? 1 : 0);
  }
});

/** Whose receipt a card is; remembered, since all who wait look at every card. */
function createWhose(): (card: CardJson) => string {
  const known = new WeakMap<CardJson, string>();
  return (card) => {
    const name = known.get(card) ?? (textAt(card, 'headline') === '' ? '' : textAt(card, 'person-name'));
    known.set(card, name);
    return name;
  };
}

function ruleOf({ step, fault }: Journey, id: string): FaultRule {
  return { ...writeOf[step](id), times: fault.times ?? 1, answer: fault.answer };
}

function indexOf(card: CardJson, id: string): number {
  return (card['body'] as { id?: string }[]).findIndex((element) => element.id === id);
}
