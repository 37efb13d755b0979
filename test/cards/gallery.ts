import type { Card } from '../../src/cards/fill.ts';
import { answeredCard, helpCard, listCard, welcomeCard } from '../../src/cards/messageCards.ts';
import { planCard, type PlanOnCard } from '../../src/cards/planCard.ts';
import { requestCard } from '../../src/cards/requestCard.ts';
import { undoCard } from '../../src/cards/undoCard.ts';
import { changeCard, chooseCard, pathCard, whenCard, whoCard } from '../../src/cards/questionCards.ts';
import type { Texts } from '../../src/i18n/text.ts';
import { noOptions, type Finding, type OffboardingPath } from '../../src/offboarding/model.ts';
import { undoneBy } from '../../src/offboarding/catalogue.ts';
import { offersFor } from '../../src/offboarding/offers.ts';
import { findingsFrom, key, licencesFrom, now, personFrom, zone, type Filling } from './fillings.ts';
import { requests } from './requestGallery.ts';
import { requestFrom } from './sampleRequest.ts';
import { allChosen, leftOfEvery, richFacts, successorFrom, wholePlan } from './wholePlan.ts';

export interface Shown {
  readonly what: string;
  readonly card: Card;
}

const paths: readonly OffboardingPath[] = ['keep', 'delete'];

/** Every card there is, in every state, for everybody who sees it. */
export function gallery(texts: Texts, filling: Filling): Shown[] {
  return [
    ...messages(texts, filling),
    ...questions(texts, filling),
    ...requests(texts, filling),
    ...wholeRequests(texts, filling),
  ];
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
    {
      what: 'path, licences through a group',
      card: pathCard(texts, key, {
        ...fork,
        licences: licences.map((licence) => ({ ...licence, byGroup: true })),
        explain: false,
      }),
    },
    {
      what: 'path, licences unread',
      card: pathCard(texts, key, { ...fork, licences: [], findings: [unread], explain: false }),
    },
    ...paths.flatMap((path) => plans(texts, filling, path)),
  ];
}

const unread: Finding = { id: 'unread-licences', severity: 'notes', values: {} };

/** With everything chosen; with nobody who takes over; with several who may; and with nothing to choose. */
function plans(texts: Texts, filling: Filling, path: OffboardingPath): Shown[] {
  const shown = planFrom(filling, path);
  const choices = Array.from({ length: 5 }, (_, index) => ({ ...personFrom(filling), id: `id-${index}` }));
  const looks: Readonly<Record<string, Partial<PlanOnCard>>> = {
    whole: {},
    'nobody takes over': { successor: null, options: { ...shown.options, successor: null } },
    'no mail': { options: { ...shown.options, successor: { ...successorFrom(filling), mail: null } } },
    'several may take over': { successorChoices: choices },
    bare: { offers: shown.offers.filter(({ by }) => by === 'always'), options: noOptions, runAt: null },
    'licences unread': { licences: [], findings: [unread] },
  };
  return Object.entries(looks).map(([look, over]) => ({
    what: `plan, ${path}, ${look}`,
    card: planCard(texts, key, { ...shown, ...over }),
  }));
}

function planFrom(filling: Filling, path: OffboardingPath): PlanOnCard {
  const offers = offersFor(path, richFacts(filling));
  return {
    person: personFrom(filling),
    ...{ path, offers, now, zone, runAt: now, licences: licencesFrom(filling), findings: findingsFrom(filling) },
    options: allChosen(filling, offers),
    stuckGroups: { dynamic: 2, 'mail-enabled': 3, synced: 4, licensing: 1 },
    successorReports: true,
    successor: successorFrom(filling),
    successorChoices: [],
    autoReply: filling.mark('autoReply', 1000),
    reason: filling.mark('reason', 1000),
    typedMail: filling.mark('typedMail', 256),
  };
}

/** The longest plans there are, waiting and with something left of every step, and what takes them back. */
function wholeRequests(texts: Texts, filling: Filling): Shown[] {
  return paths.flatMap((path) => {
    const plan = wholePlan(filling, path);
    const look = { path, outcome: undefined };
    const waiting = { ...requestFrom(filling, { ...look, state: 'awaiting' }), plan };
    const ended = { ...requestFrom(filling, { ...look, outcome: 'failed', state: 'completed-with-errors' }), plan };
    const journal = leftOfEvery(filling, plan);
    const steps = [...plan.steps].reverse().flatMap(undoneBy);
    const name = `whole, ${path}`;
    return [
      { what: `${name}, asked`, card: requestCard(texts, { request: waiting, journal: [], audience: 'approver' }) },
      { what: `${name}, ended`, card: requestCard(texts, { request: ended, journal, audience: 'approver' }) },
      { what: `${name}, undo`, card: undoCard(texts, { request: ended, steps }) },
    ];
  });
}
