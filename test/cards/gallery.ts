import type { Card } from '../../src/cards/fill.ts';
import { answeredCard, helpCard, listCard, welcomeCard } from '../../src/cards/messageCards.ts';
import type { PersonOnCard } from '../../src/cards/parts.ts';
import { planCard } from '../../src/cards/planCard.ts';
import { changeCard, chooseCard, pathCard, whenCard, whoCard } from '../../src/cards/questionCards.ts';
import { requestCard } from '../../src/cards/requestCard.ts';
import type { Texts } from '../../src/i18n/text.ts';
import { stepsFor } from '../../src/offboarding/catalogue.ts';
import type { Finding, OffboardingPath, Outcome } from '../../src/offboarding/model.ts';
import type { JournalEntry } from '../../src/offboarding/journal.ts';
import type { Licence } from '../../src/offboarding/people.ts';
import type { OffboardingRequest, RequestState } from '../../src/offboarding/request.ts';
import type { Receipt } from '../../src/offboarding/receipt.ts';

/** What the directory and people put on cards; `mark` gives the text of each. */
export interface Filling {
  mark(field: string, longest: number): string;
  readonly licences: number;
}

export interface Shown {
  readonly what: string;
  readonly card: Card;
}

const key = { requestId: '0b0e4b9c-6c53-4b7f-9a35-3f1de7a0c001', version: 3 };
const now = new Date('2026-11-24T16:00:00Z');
const zone = 'Europe/Amsterdam';
const paths: readonly OffboardingPath[] = ['keep', 'delete'];

/** Every card there is, in every state, for both audiences. */
export function gallery(texts: Texts, filling: Filling): Shown[] {
  return [...messages(texts, filling), ...questions(texts, filling), ...requests(texts, filling)];
}

function messages(texts: Texts, { mark }: Filling): Shown[] {
  return [
    { what: 'welcome', card: welcomeCard(texts, key) },
    { what: 'help', card: helpCard(texts, key) },
    { what: 'answered', card: answeredCard(mark('answered', 256)) },
    {
      what: 'list',
      card: listCard(
        'x',
        Array.from({ length: 10 }, (_, row) => mark(`row${row}`, 400)),
      ),
    },
  ];
}

function questions(texts: Texts, filling: Filling): Shown[] {
  const person = personFrom(filling);
  const licences = licencesFrom(filling);
  const findings = findingsFrom(filling);
  const choices = Array.from({ length: 5 }, (_, index) => ({ id: `id-${index}`, person }));
  const fork = { person, licences, findings, now, zone, deleteBlockedBy: undefined };
  const hint = { date: '2026-11-27', time: '17:00', text: filling.mark('when', 80) };
  return [
    { what: 'who', card: whoCard(texts, key, filling.mark('query', 256)) },
    { what: 'choose', card: chooseCard(texts, key, { choices, more: true }) },
    { what: 'path', card: pathCard(texts, key, { ...fork, explain: false }) },
    {
      what: 'path, delete blocked',
      card: pathCard(texts, key, { ...fork, explain: false, deleteBlockedBy: findings[0] }),
    },
    { what: 'path, explained', card: pathCard(texts, key, { ...fork, explain: true }) },
    { what: 'path, unlicensed', card: pathCard(texts, key, { ...fork, licences: [], explain: true }) },
    { what: 'when', card: whenCard(texts, key, { zone, hint: undefined }) },
    { what: 'when, hinted', card: whenCard(texts, key, { zone, hint }) },
    { what: 'change', card: changeCard(texts, key) },
    ...paths.map((path) => ({ what: `plan, ${path}`, card: planFor(texts, filling, path) })),
  ];
}

function planFor(texts: Texts, filling: Filling, path: OffboardingPath): Card {
  return planCard(texts, key, {
    person: personFrom(filling),
    plan: { path, steps: stepsFor(path, { userType: 'Member' }), licences: licencesFrom(filling) },
    findings: findingsFrom(filling),
    runAt: now,
    zone,
    reason: filling.mark('reason', 1000),
    typedMail: filling.mark('typedMail', 256),
  });
}

const outcomes: readonly Outcome[] = ['done', 'already-so', 'skipped', 'failed', 'unknown'];
const states: readonly RequestState[] = [
  ...(['awaiting', 'approved', 'running', 'completed', 'completed-with-errors', 'stopped', 'rejected'] as const),
  'cancelled',
];

function requests(texts: Texts, filling: Filling): Shown[] {
  return states.flatMap((state) =>
    paths.flatMap((path) =>
      outcomesIn(state).flatMap((outcome) =>
        (['requester', 'approver'] as const).map((audience) => {
          const request = requestFrom(filling, { state, path, outcome });
          const journal =
            outcome === undefined ? [] : stepsFor(path, { userType: 'Member' }).map((stepId) => entry(stepId, outcome));
          return {
            what: `${state}, ${path}, ${outcome ?? '-'}, ${audience}`,
            card: requestCard(texts, { request, journal, audience }),
          };
        }),
      ),
    ),
  );
}

function outcomesIn(state: RequestState): readonly (Outcome | undefined)[] {
  if (state === 'completed') return ['done', 'already-so'];
  return ['running', 'completed-with-errors', 'stopped'].includes(state) ? outcomes : [undefined];
}

function entry(stepId: JournalEntry['stepId'], outcome: Outcome): JournalEntry {
  const problem = outcome === 'done' || outcome === 'already-so' ? null : 'graph-outcome-unknown';
  const times = { startedAt: now, finishedAt: now };
  return {
    ...{ requestId: key.requestId, position: 0, stepId, snapshot: {}, attempts: 1, clientRequestId: 'c' },
    ...{ ...times, outcome, problem },
  };
}

interface RequestLook {
  readonly state: RequestState;
  readonly path: OffboardingPath;
  readonly outcome: Outcome | undefined;
}

function requestFrom(filling: Filling, { state, path, outcome }: RequestLook): OffboardingRequest {
  const { managerName = null, ...leaver } = personFrom(filling);
  const verdict = state === 'rejected' || state === 'cancelled' ? state : 'approved';
  const by = { id: 'x', displayName: filling.mark('approver', 256) };
  const ended = ['completed', 'completed-with-errors', 'stopped'].includes(state);
  const licences = licencesFrom(filling);
  return {
    ...{ id: key.requestId, number: 12, version: 3, state, path, timeZone: zone, createdAt: now },
    leaver: { ...leaver, managerName, id: 'leaver' },
    requester: { id: 'y', displayName: filling.mark('requester', 256) },
    reason: filling.mark('reason', 1000),
    runAt: now,
    plan: { path, steps: stepsFor(path, { userType: 'Member' }), licences },
    findings: findingsFrom(filling),
    decision: state === 'awaiting' ? null : { verdict, by, comment: filling.mark('comment', 1000), at: now },
    startedAt: ended ? now : null,
    finishedAt: ended ? now : null,
    receipt: ended ? receiptFrom(licences, outcome, path) : null,
  };
}

function receiptFrom(licences: readonly Licence[], outcome: Outcome | undefined, path: OffboardingPath): Receipt {
  const isDone = outcome === 'done' || outcome === 'already-so';
  const known = outcome !== 'unknown';
  return {
    headline: isDone
      ? 'done'
      : outcome === 'skipped'
        ? 'nothing-changed'
        : path === 'delete'
          ? 'stopped'
          : 'done-with-problems',
    problems: isDone ? 0 : 2,
    stoppedAt: isDone ? null : 'block-sign-in',
    stoppedBy: outcome === 'skipped' ? 'open-request' : null,
    readBack: { signInBlocked: known ? isDone : null, sessionsRevoked: null, deleted: known ? isDone : null },
    restorableUntil: isDone && path === 'delete' ? now.toISOString() : null,
    licences: licences.map(({ skuId, skuPartNumber, consumed, enabled }, index) => ({
      ...{ skuId, skuPartNumber, consumedBefore: consumed, enabled },
      consumedAfter: index === 0 ? null : consumed - 1,
    })),
  };
}

function personFrom({ mark }: Filling): PersonOnCard {
  return {
    displayName: mark('displayName', 256),
    userPrincipalName: mark('upn', 113),
    mail: mark('mail', 113),
    jobTitle: mark('jobTitle', 128),
    department: mark('department', 64),
    managerName: mark('managerName', 256),
    accountEnabled: false,
    userType: 'Guest',
  };
}

function licencesFrom({ mark, licences }: Filling): Licence[] {
  return Array.from({ length: licences }, (_, index) => ({
    skuId: `sku-${index}`,
    skuPartNumber: mark(`sku${index}`, 30),
    consumed: 40,
    enabled: 40,
  }));
}

/** Every finding that can stand on a card, with what the directory says in it. */
function findingsFrom({ mark }: Filling): Finding[] {
  const warns = ['synced-keep', 'guest-sessions', 'already-blocked'] as const;
  return [
    { id: 'admin-role', severity: 'blocks', values: { roles: mark('roles', 200) } },
    { id: 'role-assignable-group', severity: 'blocks', values: { group: mark('group', 256) } },
    { id: 'reports-without-manager', severity: 'warns', values: { count: 14 } },
    ...warns.map((id) => ({ id, severity: 'warns' as const, values: {} })),
  ];
}
