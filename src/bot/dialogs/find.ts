import { DateTime } from 'luxon';
import { planHash } from '../../approvals/basis.ts';
import { inspect, type Deps, type Inspection } from '../../approvals/inspect.ts';
import { searchLeavers } from '../../approvals/search.ts';
import { findingText, mostNamed, shortName, type LicenceOnCard } from '../../cards/parts.ts';
import type { StuckGroups, StuckKind } from '../../cards/planRows.ts';
import type { Finding, Offer } from '../../offboarding/model.ts';
import { successorAtFirst } from '../../offboarding/offers.ts';
import type { GroupFacts, LeaverFacts, LeaverLicence } from '../../offboarding/people.ts';
import { dayInMs } from '../../offboarding/plan.ts';
import { blockingOf } from '../../policy/guardrails.ts';
import { goneText } from '../gone.ts';
import { say, type Turn } from '../turn.ts';
import { draftPerson, nextQuestion, without, withoutPerson, type Draft } from './draft.ts';
import { findSuccessor } from './findSuccessor.ts';

/** A guardrail forbids this leaver altogether: the conversation ends. */
export type Stopped = 'stopped';

/**
 * Looks up what the draft needs before its next question: the person by words, the guardrails once there is a leaver, and who takes
 * over once the plan is shown.
 */
export async function prepare(deps: Deps, turn: Turn, draft: Draft): Promise<Draft | Stopped> {
  const isNamed = draft.leaver === undefined && draft.candidates === undefined && draft.query !== undefined;
  const named = isNamed ? await find(deps, turn, { ...draft, query: draft.query ?? '' }) : draft;
  const isExamined = named.leaver === undefined || named.checkedFor === (named.path ?? 'either');
  const examined = isExamined ? named : await examine(deps, turn, named);
  if (examined === 'stopped' || nextQuestion(examined) !== 'plan') return examined;
  const { successorQuery } = examined;
  return successorQuery === undefined ? examined : findSuccessor(deps, turn, { ...examined, successorQuery });
}

/** One hit is the leaver, several are offered, none gives advice and the question again. */
async function find(deps: Deps, turn: Turn, draft: Draft & { query: string }): Promise<Draft> {
  const { people, more, none } = await searchLeavers(deps, turn.actor.id, draft.query);
  const [first] = people;
  if (first === undefined) {
    await say(turn, turn.texts.t(`who.none-${none ?? 'unknown'}`, { query: draft.query }));
    return without(draft, 'query');
  }
  if (people.length === 1 && !more) return { ...draft, leaver: draftPerson(first) };
  return { ...draft, candidates: people.map(draftPerson), moreCandidates: more };
}

/** Holds the leaver against the guardrails here already, so that nobody fills in a form for nothing. */
async function examine(deps: Deps, turn: Turn, draft: Draft): Promise<Draft | Stopped> {
  const { leaver, path } = draft;
  const inspection = await inspect(deps, { leaverId: leaver?.id ?? '', requesterId: turn.actor.id, path });
  if (inspection === undefined) {
    await say(turn, await goneText(deps, turn, leaver?.id ?? ''));
    return withoutPerson(draft);
  }
  const blocking = blockingOf(inspection.findings);
  if (blocking === undefined) {
    const base = path === undefined ? without(draft, 'zone', 'deleteBlockedBy') : without(draft, 'zone');
    return {
      ...base,
      ...found(inspection),
      ...clockOf(inspection, turn),
      ...seenOf(inspection, path),
      checkedFor: path ?? 'either',
    };
  }
  await refuse(deps, turn, { draft, finding: blocking });
  return path === undefined ? 'stopped' : without(draft, 'path');
}

/** The leaver's zone, where its clock is another one than the requester's: the times that are chosen are meant there. */
function clockOf({ facts: { timeZone } }: Inspection, { zone, now }: Turn): Pick<Draft, 'zone'> {
  return timeZone === null || isSameClock(timeZone, zone, now) ? {} : { zone: timeZone };
}

const halfAYearMs = 183 * dayInMs;

/** Now, and in the other half of the year, when the clocks may have been changed. */
function isSameClock(one: string, other: string, now: Date): boolean {
  return [now, new Date(now.getTime() + halfAYearMs)].every(
    (at) => DateTime.fromJSDate(at, { zone: one }).offset === DateTime.fromJSDate(at, { zone: other }).offset,
  );
}

/** What Confirm is about, once there is a plan. */
function seenOf(inspection: Inspection, path: Draft['path']): Pick<Draft, 'seen'> {
  return path === undefined ? {} : { seen: planHash(path, inspection) };
}

/** What a draft keeps of an inspection. */
function found({ facts, findings, offers, deleteBlockedBy }: Inspection): Partial<Draft> {
  const manager = successorAtFirst(facts);
  const kept = {
    leaver: draftPerson(facts.person),
    licences: facts.licences.map(licenceOnCard),
    findings,
    offers: offers.map(firstFew),
    stuckGroups: stuckOf(facts),
    successorAtFirst: manager && { ...manager, reportsToLeaver: false },
  };
  return deleteBlockedBy === undefined ? kept : { ...kept, deleteBlockedBy };
}

function licenceOnCard({ direct, groupIds: _, ...licence }: LeaverLicence): LicenceOnCard {
  return { ...licence, byGroup: !direct };
}

/** A draft is read and written at every turn: of hundreds of groups it keeps those that are shown. */
function firstFew({ scope: { count, items }, ...offer }: Offer): Offer {
  const few = items.slice(0, mostNamed).map(({ id, name }) => ({ id, name: shortName(name) }));
  return { ...offer, scope: { count, items: few } };
}

/** How many groups the leaver would stay in, by what holds them there. */
function stuckOf({ groups }: Pick<LeaverFacts, 'groups'>): StuckGroups {
  const kinds = groups.filter(({ direct }) => direct).flatMap(stuckBy);
  return Object.fromEntries([...new Set(kinds)].map((kind) => [kind, kinds.filter((one) => one === kind).length]));
}

function stuckBy({ kind, licensing }: GroupFacts): StuckKind[] {
  if (kind !== 'cloud') return [kind];
  return licensing ? ['licensing'] : [];
}

async function refuse(deps: Deps, turn: Turn, { draft, finding }: { draft: Draft; finding: Finding }): Promise<void> {
  await deps.store.audit.append({
    at: turn.now,
    actorId: turn.actor.id,
    action: 'request-refused',
    requestId: null,
    details: { leaverId: draft.leaver?.id ?? null, rule: finding.id },
  });
  await say(turn, findingText(turn.texts, finding));
}
