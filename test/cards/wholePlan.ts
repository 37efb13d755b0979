import type { OffboardingPath, Offer, Plan, PlanOptions, Successor } from '../../src/offboarding/model.ts';
import type { JournalEntry, LeftKind } from '../../src/offboarding/journal.ts';
import { offersFor } from '../../src/offboarding/offers.ts';
import type { LeaverFacts } from '../../src/offboarding/people.ts';
import { planFor } from '../../src/offboarding/plan.ts';
import { factsOf, groupOf, ownedGroupOf } from '../support/facts.ts';
import { key, licencesFrom, now, type Filling } from './fillings.ts';

/** A leaver with as much of everything as anybody has. */
export function richFacts(filling: Filling): LeaverFacts {
  const { mark } = filling;
  const many = <T>(count: number, one: (id: string) => T) => Array.from({ length: count }, (_, at) => one(`id-${at}`));
  return factsOf({
    directReports: many(200, (id) => ({ id, displayName: mark('report', 256), syncedFromAd: false })),
    groups: many(500, (id) => groupOf({ id, displayName: mark('memberOf', 256) })),
    ownedGroups: many(60, (id) => ownedGroupOf({ id, displayName: mark('ownerOf', 256), lastOwner: true })),
    devices: many(40, (id) => ({ id, displayName: mark('device', 256), enabled: true, managedInAd: false })),
    licences: licencesFrom(filling).map((licence) => ({ ...licence, direct: true, groupIds: [] })),
    drive: { id: 'drive', usedBytes: null },
    meetings: 12,
  });
}

export function successorFrom({ mark }: Filling): Successor {
  return { id: 'successor', displayName: mark('successor', 256), mail: mark('successorMail', 113) };
}

/** Everything that can be chosen, chosen. */
export function allChosen(filling: Filling, offers: readonly Offer[]): PlanOptions {
  const steps = offers.filter(({ by }) => by !== 'always').map(({ stepId }) => stepId);
  const autoReply = filling.mark('autoReply', 1000);
  return { graceDays: 7, reviewDays: 90, steps, successor: successorFrom(filling), autoReply };
}

export function wholePlan(filling: Filling, path: OffboardingPath): Plan {
  const facts = richFacts(filling);
  const offers = offersFor(path, facts);
  return planFor({ path, facts, offers, options: allChosen(filling, offers) });
}

const kinds: readonly LeftKind[] = [
  'manager',
  'report',
  'group',
  'owned-group',
  'licence',
  'device',
  'meeting',
  'auto-reply',
  'drive',
  'permission',
];

/** Each step done but for one thing of each kind, some of which have no name. */
export function leftOfEvery({ mark }: Filling, { steps }: Plan): JournalEntry[] {
  const leftovers = kinds.flatMap((kind) => [
    { kind, id: kind, name: mark('left', 256), why: 'successor-themselves' },
    { kind, id: kind, name: '', why: 'anything' },
  ]);
  return steps.map((stepId, position) => ({
    ...{ requestId: key.requestId, position, stepId, snapshot: {}, attempts: 1, clientRequestId: 'c' },
    ...{ startedAt: now, finishedAt: now, outcome: 'failed' as const, problem: 'not-all' },
    leftovers: position === 2 ? leftovers : [],
  }));
}
