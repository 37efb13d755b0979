import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { RequestEvent } from '../../src/offboarding/request.ts';
import type { WaitingPolicy } from '../../src/policy/policy.ts';
import { dueNotice, nextNoticeAt, type NoticeKind } from '../../src/policy/waiting.ts';
import { later, now } from '../storage/samples.ts';
import { policyWith } from '../support/policies.ts';

const hour = 3_600_000;

interface Asked {
  /** Hours after it was made at which it was planned to run. */
  readonly plannedAt?: number;
  /** Hours after it was made at which it was asked again, with what had been told until then. */
  readonly askedAgainAt?: number;
  readonly waiting?: Partial<WaitingPolicy>;
}

interface Life extends Asked {
  readonly what: string;
  /** What is told, and after how many hours: all that ever is. */
  readonly told: readonly string[];
}

const noFallback = { fallbackUserId: undefined };

const lives: readonly Life[] = [
  { what: 'nobody decides', told: ['reminded 24', 'escalated 48', 'expired 168'] },
  { what: 'no fallback approver', waiting: noFallback, told: ['reminded 24', 'expired 168'] },
  {
    what: 'a fallback group alone',
    waiting: { ...noFallback, fallbackGroupId: 'group' },
    told: ['reminded 24', 'escalated 48', 'expired 168'],
  },
  {
    what: 'planned for the next morning',
    plannedAt: 20,
    told: ['overdue 20', 'reminded 24', 'escalated 48', 'expired 168'],
  },
  {
    what: 'planned for the day after',
    plannedAt: 30,
    told: ['reminded 24', 'overdue 30', 'escalated 48', 'expired 168'],
  },
  {
    what: 'planned for the hour of the expiry: it is over then anyway',
    plannedAt: 168,
    told: ['reminded 24', 'escalated 48', 'expired 168'],
  },
  { what: 'planned for later than the expiry', plannedAt: 500, told: ['reminded 24', 'escalated 48', 'expired 168'] },
  {
    what: 'asked again after its escalation: from the beginning',
    askedAgainAt: 50,
    told: ['reminded 74', 'escalated 98', 'expired 218'],
  },
  {
    what: 'asked again before its planned time',
    askedAgainAt: 10,
    plannedAt: 100,
    told: ['reminded 34', 'escalated 58', 'overdue 100', 'expired 178'],
  },
  {
    what: 'asked again at its planned time, which the card tells from the start',
    askedAgainAt: 100,
    plannedAt: 100,
    told: ['reminded 124', 'escalated 148', 'expired 268'],
  },
  {
    what: 'other times',
    waiting: { remindAfterHours: 1, escalateAfterHours: 2, expireAfterDays: 1 },
    told: ['reminded 1', 'escalated 2', 'expired 24'],
  },
  {
    what: 'an escalation that would come with the expiry',
    waiting: { escalateAfterHours: 168 },
    told: ['reminded 24', 'expired 168'],
  },
  {
    what: 'a reminder that would come after the expiry',
    waiting: { remindAfterHours: 200 },
    told: ['escalated 48', 'expired 168'],
  },
  {
    what: 'a reminder set later than the escalation',
    waiting: { remindAfterHours: 72 },
    told: ['escalated 48', 'reminded 72', 'expired 168'],
  },
  {
    what: 'a reminder at the hour of the escalation says nothing of its own',
    waiting: { remindAfterHours: 48 },
    told: ['escalated 48', 'expired 168'],
  },
];

interface Standstill extends Asked {
  readonly what: string;
  /** Hours after which Farewell is back. */
  readonly backAt: number;
  /** What is told there and then, look after look. */
  readonly told: readonly NoticeKind[];
}

const standstills: readonly Standstill[] = [
  { what: 'before the reminder', backAt: 23.9, told: [] },
  { what: 'over the reminder', backAt: 47.9, told: ['reminded'] },
  { what: 'over reminder and escalation', backAt: 49, told: ['escalated'] },
  { what: 'over everything', backAt: 400, told: ['expired'] },
  { what: 'over everything, a planned time too', plannedAt: 30, backAt: 400, told: ['expired'] },
  { what: 'over two reminders’ time, without a fallback', waiting: noFallback, backAt: 60, told: ['reminded'] },
  {
    what: 'over the escalation and a planned time after it: the fallback approver is asked all the same',
    plannedAt: 50,
    backAt: 51,
    told: ['escalated', 'overdue'],
  },
  {
    what: 'over a planned time and the escalation after it',
    plannedAt: 30,
    backAt: 49,
    told: ['overdue', 'escalated'],
  },
  { what: 'over the reminder and a planned time', plannedAt: 30, backAt: 31, told: ['overdue'] },
  {
    what: 'over reminder and escalation, set the other way round',
    waiting: { remindAfterHours: 48, escalateAfterHours: 24 },
    backAt: 25,
    told: ['escalated'],
  },
];

describe('what happens to a request that waits', () => {
  for (const { what, told, ...asked } of lives) {
    it(`${what}: ${told.join(', ')}; each once, at its time and not a millisecond before`, () => {
      assert.deepEqual(lifeOf(asked), told);
    });
  }

  for (const { what, backAt, told, ...asked } of standstills) {
    it(`after a standstill ${what}: ${told.join(', then ') || 'nothing'}`, () => {
      assert.deepEqual(toldAt(asked, later(backAt * hour)), told);
    });
  }

  it('what was told before it was asked again is told anew', () => {
    const request = requestOf({ askedAgainAt: 50 });
    assert.equal(dueNotice(policyOf({}), request, later(74 * hour - 1)), undefined);
    assert.equal(dueNotice(policyOf({}), request, later(74 * hour))?.kind, 'reminded');
  });

  it('nobody looks at it again once it has expired', () => {
    assert.equal(nextNoticeAt(policyOf({}), requestOf({}), 'expired'), null);
  });
});

function policyOf({ waiting }: Asked) {
  return policyWith({}, { fallbackUserId: 'fallback', ...waiting });
}

function requestOf({ plannedAt, askedAgainAt }: Asked) {
  const told: RequestEvent[] = (['reminded', 'escalated', 'asked-again'] as const).map((kind) => ({
    kind,
    at: later((askedAgainAt ?? 0) * hour),
    by: null,
  }));
  return {
    createdAt: now,
    runAt: plannedAt === undefined ? null : later(plannedAt * hour),
    events: askedAgainAt === undefined ? [] : told,
  };
}

/** Everything that is told until nobody has to look again, looking only when somebody has to. */
function lifeOf(asked: Asked): string[] {
  const told: string[] = [];
  let request = requestOf(asked);
  for (let at = nextNoticeAt(policyOf(asked), request); at !== null;) {
    assert.equal(dueNotice(policyOf(asked), request, new Date(at.getTime() - 1)), undefined);
    const { kind } = dueNotice(policyOf(asked), request, at) ?? {};
    assert.ok(kind, 'something is due when somebody has to look');
    told.push(`${kind} ${(at.getTime() - now.getTime()) / hour}`);
    const next = nextNoticeAt(policyOf(asked), request, kind);
    request = { ...request, events: [...request.events, { kind, at, by: null }] };
    at = next;
  }
  return told;
}

/** What look after look tells at this moment, until there is nothing more to tell. */
function toldAt(asked: Asked, at: Date): NoticeKind[] {
  const told: NoticeKind[] = [];
  let request = requestOf(asked);
  for (let notice = dueNotice(policyOf(asked), request, at); notice !== undefined;) {
    const { kind } = notice;
    told.push(kind);
    request = { ...request, events: [...request.events, { kind, at, by: null }] };
    notice = kind === 'expired' ? undefined : dueNotice(policyOf(asked), request, at);
  }
  return told;
}
